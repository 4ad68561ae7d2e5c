package scale

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const (
	// Hours is the length of the day. Everybody stays until its end.
	Hours = 8
	// signIns is the time in which everybody signs in. 100,000 people in 15 minutes are
	// 111 a second, about the most that Cognito's default quota allows.
	signIns = 15 * time.Minute
	// pause is the mean time between two bursts of a tab.
	pause = 2 * time.Minute
	// Calls is the number of calls of getSession in a burst: a view requests its data
	// with several simultaneous requests, each of which needs the token.
	Calls = 10
)

// Day is what people do from nine to five.
type Day struct {
	Users int
	// Tabs is the number of tabs that each of them has open.
	Tabs int
	// Together says that all tabs of a user call at the same moments, as after the
	// computer has slept or when a server notifies all of them; otherwise each tab has
	// its own moments.
	Together bool
	// Seed determines everything that is random.
	Seed uint64
}

// Run simulates the day with pages that use the client.
func (d Day) Run(t *testing.T, client Client) *Load {
	load := &Load{bySecond: make([]int, Hours*3600)}
	for user := range d.Users {
		// Users share nothing but Cognito, so their days are simulated one after another.
		synctest.Test(t, func(t *testing.T) {
			d.live(t, client, uint64(user), load)
		})
	}
	return load
}

// live is one user's day.
func (d Day) live(t *testing.T, client Client, user uint64, load *Load) {
	opened, cognito := time.Now(), new(service)
	closed := opened.Add(Hours * time.Hour)
	random := rand.New(rand.NewPCG(d.Seed, user))
	time.Sleep(time.Duration(random.Float64() * float64(signIns)))
	load.userTime += time.Until(closed)
	pages, err := client.open(t.Context(), d.Tabs, cognito, random)
	if err != nil {
		t.Fatal(err)
	}
	var tabs sync.WaitGroup
	for i, group := range d.groups(pages) {
		random := rand.New(rand.NewPCG(d.Seed+1+uint64(i), user))
		tabs.Go(func() {
			for awaitBurst(group, closed, random) {
				burst(t, group)
			}
		})
	}
	tabs.Wait()
	load.add(opened, cognito.refreshes)
}

// groups returns the groups of pages that call at the same moments.
func (d Day) groups(pages []page) [][]page {
	if d.Together {
		return [][]page{pages}
	}
	var groups [][]page
	for i := range pages {
		groups = append(groups, pages[i:i+1])
	}
	return groups
}

// awaitBurst waits for the next burst that can matter, and reports whether it comes before
// the end of the day. Bursts are a Poisson process, which has no memory, so those that would
// find valid tokens can be skipped: the time until the next burst is distributed in the same
// way from any moment.
func awaitBurst(group []page, closed time.Time, random *rand.Rand) bool {
	due := group[0].due()
	for _, p := range group[1:] {
		if p.due().Before(due) {
			due = p.due()
		}
	}
	time.Sleep(time.Until(due))
	time.Sleep(time.Duration(random.ExpFloat64() * float64(pause)))
	return time.Now().Before(closed)
}

// burst makes every page request the session Calls times simultaneously.
func burst(t *testing.T, group []page) {
	var calls sync.WaitGroup
	for _, p := range group {
		for range Calls {
			calls.Go(func() {
				if err := p.getSession(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
	}
	calls.Wait()
}
