package scale

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
)

// run simulates all days, some at the same time.
func run(t *testing.T, rows []Row) {
	t.Run("days", func(t *testing.T) {
		for i := range rows {
			r := &rows[i]
			t.Run(title(*r), func(t *testing.T) {
				t.Parallel()
				r.Load = r.Day.Run(t, r.Client)
			})
		}
	})
	if t.Failed() {
		t.FailNow()
	}
}

func title(r Row) string {
	return fmt.Sprintf("%s, tabs %d, together %v", r.Client.Name, r.Day.Tabs, r.Day.Together)
}

// The statements of docs/scale.md hold, here with fewer people.
func TestScale(t *testing.T) {
	rows := Rows(2_000, 1)
	run(t, rows)
	loads := map[string]*Load{}
	for _, r := range rows {
		loads[title(r)] = r.Load
		t.Logf("%s: %.2f requests per user-hour, peak to mean %.1f, one user %d in a second and %v apart",
			title(r), r.Load.PerUserHour(), r.Load.PeakToMean(), r.Load.UserPeak, r.Load.Closest)
	}

	// How early each of ours may refresh. A second is lost because times are whole seconds.
	early := map[string]time.Duration{Ours.Name: 0, OursEarly.Name: 375 * time.Second, OursSpread.Name: 30 * time.Minute}
	for _, r := range rows {
		early, isOurs := early[r.Client.Name]
		if least := lifetime - early - time.Second; isOurs && (r.Load.Closest < least || r.Load.UserPeak != 1) {
			t.Errorf("%s: two requests of one user are %v apart, %d in one second; want one each %v",
				title(r), r.Load.Closest, r.Load.UserPeak, least)
		}
	}

	upstream, ours := Row{Client: Upstream}, Row{Client: Ours}
	for _, day := range []Day{{Tabs: 1}, {Tabs: 3}, {Tabs: 3, Together: true}} {
		upstream.Day, ours.Day = day, day
		asks := Calls
		if day.Together {
			asks *= day.Tabs
		}
		theirs, mine := loads[title(upstream)], loads[title(ours)]
		if mine.PerUserHour() > 1 {
			t.Errorf("%s: %.3f requests per user-hour, want one at most", title(ours), mine.PerUserHour())
		}
		if theirs.Requests < asks*mine.Requests {
			t.Errorf("%s: %d requests, fewer than %d times ours, %d", title(upstream), theirs.Requests, asks, mine.Requests)
		}
	}
	one, together := loads[title(Row{Client: Ours, Day: Day{Tabs: 1}})], loads[title(ours)]
	if one.Requests != together.Requests {
		t.Errorf("ours: %d requests with one tab, %d with three that act together", one.Requests, together.Requests)
	}

	spread := loads[title(Row{Client: OursSpread, Day: Day{Tabs: 1}})]
	if spread.PeakToMean() > 0.75*one.PeakToMean() || spread.Requests < one.Requests*5/4 {
		t.Errorf("spreading: peak to mean %.1f instead of %.1f, %d requests instead of %d; want a lower peak for more requests",
			spread.PeakToMean(), one.PeakToMean(), spread.Requests, one.Requests)
	}

	if report := Report(rows); strings.ContainsAny(report, "{}") {
		t.Errorf("the report has a gap:\n%s", report)
	}
	for d := xml.NewDecoder(strings.NewReader(Plot(rows))); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal("the plot is not an SVG:", err)
		}
	}
}

func TestADayRepeats(t *testing.T) {
	day := Day{Users: 50, Tabs: 3, Seed: 7}
	for _, client := range Clients {
		first, again := day.Run(t, client), day.Run(t, client)
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%s: %d requests, then %d, or at other times", client.Name, first.Requests, again.Requests)
		}
	}
	other := day
	other.Seed++
	if reflect.DeepEqual(day.Run(t, Ours), other.Run(t, Ours)) {
		t.Error("another seed makes the same day")
	}
}
