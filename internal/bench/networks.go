package bench

import (
	"fmt"
	"slices"
	"time"
)

// Network is how far away the servers are, and what the browser has of an earlier visit,
// when a page is loaded.
type Network struct {
	RoundTrip time.Duration
	Cache     Cache
}

// Cache is what a browser has kept of an earlier visit, when it has been closed since.
type Cache string

// What it has kept.
const (
	// Cold is nothing; the network then carries 10 Mbit/s.
	Cold Cache = "nothing cached"
	// Cached is the files, and the code that was compiled of them.
	Cached Cache = "cached"
	// CachedFiles is the files alone, as after some days.
	CachedFiles Cache = "files cached, no compiled code"
)

// ColdBandwidth is what the network carries where nothing is cached, in bytes a second.
const ColdBandwidth = 10e6 / 8

// Networks are tried each.
var Networks = slices.Concat([]Network{
	{0, Cold}, {0, Cached},
	{30 * time.Millisecond, Cold}, {30 * time.Millisecond, Cached},
}, FarNetworks)

// FarNetworks are those of them on which goals are set.
var FarNetworks = []Network{{far, Cold}, {far, Cached}, {far, CachedFiles}}

// far is the round trip between a page and a region of another continent.
const far = 100 * time.Millisecond

// Waits are the milliseconds after the script at which a page asks for its session.
var Waits = []int{0, 100, 500}

// Refreshed names the row of a page that asks for its session, whose tokens have expired, that
// many milliseconds after the script.
func (n Network) Refreshed(wait int) string {
	return fmt.Sprintf("refreshed, %s, after %d ms", n.title(), wait)
}

// SignedIn names the row of a page where somebody signs in.
func (n Network) SignedIn() string { return "signed in, " + n.title() }

// Preloading names the row of one that calls preload when it shows the form.
func (n Network) Preloading() string { return "signed in, preloading, " + n.title() }

// IsMeasured reports whether pages that wait so long before they ask are tried on this network.
func (n Network) IsMeasured(wait int) bool {
	return wait == 0 || n.RoundTrip == far && n.Cache != CachedFiles
}

func (n Network) title() string {
	return fmt.Sprintf("%d ms, %s", n.RoundTrip.Milliseconds(), n.Cache)
}

// NetworkGroups are the rows of bench/network.json.
var NetworkGroups = []Group{
	{"Page load to refreshed session, over a network", "The page and Cognito are two HTTP/2 servers with TLS behind a proxy that delays each direction by half a round trip; preflights are answered as the service does. Each visit is one of a browser that has just been started.",
		networkRows(Networks, Network.refreshed)},
	{"Page load to signed in by SRP, over a network", "As above. 1.5 s of typing are part of it; `preload()` is called when the form appears.",
		slices.Concat(networkRows(Networks, Network.signedIn), networkRows(Networks, Network.preloading))},
}

func (n Network) refreshed() (rows []Definition) {
	for _, wait := range Waits {
		if n.IsMeasured(wait) {
			rows = append(rows, Definition{n.Refreshed(wait), fmt.Sprintf("%s, `getSession` after %d ms", n.title(), wait), Milliseconds})
		}
	}
	return rows
}

func (n Network) signedIn() []Definition {
	return []Definition{{n.SignedIn(), n.title(), Milliseconds}}
}

func (n Network) preloading() []Definition {
	return []Definition{{n.Preloading(), n.title() + ", `preload()`", Milliseconds}}
}

func networkRows(networks []Network, of func(Network) []Definition) (rows []Definition) {
	for _, n := range networks {
		rows = slices.Concat(rows, of(n))
	}
	return rows
}
