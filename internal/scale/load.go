package scale

import (
	"math"
	"slices"
	"time"
)

// Load is the load on Cognito of a day's requests for new tokens. Sign-ins are not included,
// since they are the same for every client.
type Load struct {
	// Requests is the number of requests.
	Requests int
	// Closest is the shortest time between two requests of one user.
	Closest time.Duration
	// UserPeak is the most requests that one user sent in one second.
	UserPeak int

	bySecond []int
	userTime time.Duration
}

// add adds one user's requests.
func (l *Load) add(opened time.Time, requests []time.Time) {
	if l.Requests == 0 {
		l.Closest = math.MaxInt64
	}
	slices.SortFunc(requests, time.Time.Compare)
	l.Requests += len(requests)
	second, inSecond := -1, 0
	for i, at := range requests {
		if i > 0 {
			l.Closest = min(l.Closest, at.Sub(requests[i-1]))
		}
		if now := int(at.Sub(opened) / time.Second); now != second {
			second, inSecond = now, 0
		}
		inSecond++
		l.UserPeak = max(l.UserPeak, inSecond)
		l.bySecond[second]++
	}
}

// PerUserHour returns how many requests a user causes in an hour.
func (l *Load) PerUserHour() float64 { return float64(l.Requests) / l.userTime.Hours() }

// Peak returns the number of requests in the busiest second.
func (l *Load) Peak() int { return slices.Max(l.bySecond) }

// Mean returns the mean number of requests per second, from when all had signed in to the
// end of the day.
func (l *Load) Mean() float64 {
	return float64(l.Requests) / (Hours*time.Hour - signIns).Seconds()
}

// PeakToMean returns the ratio of Peak to Mean.
func (l *Load) PeakToMean() float64 { return float64(l.Peak()) / l.Mean() }

// Over returns how long the service received more requests per second than quota.
func (l *Load) Over(quota int) time.Duration {
	seconds := 0
	for _, n := range l.bySecond {
		if n > quota {
			seconds++
		}
	}
	return time.Duration(seconds) * time.Second
}

// ByMinute returns the mean number of requests per second, for each minute of the day.
func (l *Load) ByMinute() []float64 {
	var minutes []float64
	for minute := range slices.Chunk(l.bySecond, 60) {
		sum := 0
		for _, n := range minute {
			sum += n
		}
		minutes = append(minutes, float64(sum)/60)
	}
	return minutes
}
