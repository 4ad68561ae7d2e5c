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
	// Hours is how long the day is. Everybody stays to its end.
	Hours = 8
	// signIns is how long it takes until everybody has signed in. 100,000 people in
	// 15 minutes are 111 a second: about the fastest that Cognito's default quota
	// lets in.
	signIns = 15 * time.Minute
	// pause is the mean time between two bursts of a tab.
	pause = 2 * time.Minute
	// Calls is how many calls of getSession a burst has: a view that is shown asks
	// for its data by several requests at once, and each wants the token.
	Calls = 10
)

// Day is what people do from nine to five.
type Day struct {
	Users int
	// Tabs is how many tabs each of them has open.
	Tabs int
	// Together says that all tabs of a user ask at the same moments, as after the
	// computer has slept or when a server calls all of them; otherwise each has its own.
	Together bool
	// Seed decides everything that is random.
	Seed uint64
}

// Run lets the day pass with pages that use the client.
func (d Day) Run(t *testing.T, client Client) *Load {
	load := &Load{bySecond: make([]int, Hours*3600)}
	for user := range d.Users {
		// Users meet at Cognito only, so that they can have their days one after another.
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

// groups returns the pages that ask at the same moments.
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

// awaitBurst waits for the next burst that can matter, and reports whether the day
// is not over by then. Bursts come by a Poisson process. It has no memory, so those
// that would find good tokens can be omitted: the first one after is as far away
// from that moment as from any other.
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

// burst lets every page ask for the session Calls times at once.
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
