package bench

import (
	"fmt"
	"slices"
	"strings"
)

// Group is a group of rows, and what a reader must know about them.
type Group struct {
	Title, Note string
	Rows        []Definition
}

// Definition describes a row.
type Definition struct {
	// Name is the row's name in results.json.
	Name  string
	Title string
	Unit  Unit
}

// Unit is the unit of a row's values.
type Unit string

// The units.
const (
	Bytes        Unit = "bytes"
	Milliseconds Unit = "ms"
	Microseconds Unit = "µs"
	Count        Unit = ""
)

// Bursts are the numbers of simultaneous callers.
var Bursts = []int{10, 100, 1000}

// Refreshes are the numbers of refreshes after which memory is measured, a thousand
// apart.
var Refreshes = []int{1000, 2000}

// SlowMachine is the factor by which a slow machine's processor is slowed down.
const SlowMachine = 4

// Conditions are the circumstances of a page load.
type Conditions struct {
	Title string
	// CPU is the factor by which the processor is slowed down.
	CPU float64
	// Slow is a network of 1.6 Mbit/s and 150 ms.
	Slow bool
	// Cached is what was loaded before.
	Cached bool
	suffix string
}

// Circumstances of page loads, each of which is tried.
var Circumstances = []Conditions{
	{"nothing cached", 1, false, false, "Cold"},
	{"cached", 1, false, true, "Cached"},
	{"slow machine, nothing cached", SlowMachine, false, false, "SlowMachineCold"},
	{"slow machine, cached", SlowMachine, false, true, "SlowMachineCached"},
	{"slow network, nothing cached", 1, true, false, "SlowNetworkCold"},
	{"slow network, cached", 1, true, true, "SlowNetworkCached"},
}

// Refreshed, SignedIn and Preloading name the rows of page loads.
func (c Conditions) Refreshed() string { return "loadToRefreshedSession" + c.suffix }

// SignedIn names the row of a sign-in on a page that has changed only its library.
func (c Conditions) SignedIn() string { return "loadToSignedIn" + c.suffix }

// Preloading names the row of one on a page that calls preload when it shows the form.
func (c Conditions) Preloading() string { return "loadToSignedInPreloading" + c.suffix }

// InWorker names the row of a page whose Wasm module runs in a worker.
func InWorker(row string) string { return row + "InWorker" }

// RequestsOf names the row of the number of requests of that many callers.
func RequestsOf(callers int) string { return fmt.Sprintf("requestsOf%dGetSession", callers) }

// TimeOf names the row of the time that they take.
func TimeOf(callers int) string { return fmt.Sprintf("timeOf%dGetSession", callers) }

// HeapAfter names the row of the JavaScript heap after that many refreshes.
func HeapAfter(refreshes int) string { return fmt.Sprintf("jsHeapAfter%dRefreshes", refreshes) }

// GoMemoryAfter names the row of Go's memory after them.
func GoMemoryAfter(refreshes int) string { return fmt.Sprintf("goMemoryAfter%dRefreshes", refreshes) }

// Groups are all rows, in the order of the report.
var Groups = []Group{
	{"Bytes", "Minified. The critical path is the script that every page loads; the total includes what a sign-in needs too. Ours is the classic script, in total with the runtime and the Wasm module; `passwordless` is bundled by esbuild from its functions for SRP, storage and refreshing.", sizes()},
	{"Reading a session", "Valid tokens are in localStorage. Scripts are evaluated in a new frame, without a code cache. `passwordless` returns a promise, and has no `getCurrentUser`.", reading},
	{"Signing in by SRP", "The core is already loaded. CPU is the processor time of all tasks on the page's main thread; the longest task is the longest time that a message of the page to itself had to wait. On the slow machine the processor is throttled to a quarter.", slices.Concat(signingIn, []Definition{
		{InWorker("signIn"), "time, in a worker", Milliseconds},
		{InWorker("signInLongestTask"), "longest main-thread task, in a worker", Milliseconds},
		{InWorker("signInLongestTaskSlowMachine"), "longest main-thread task, in a worker, slow machine", Milliseconds},
		{InWorker("srpCPU"), "CPU of the main thread, in a worker", Milliseconds},
	})},
	{"Page load to session, tokens expired", "From the start of navigation to the callback with refreshed tokens. On the slow machine the processor is throttled to a quarter; the slow network has 1.6 Mbit/s and a latency of 150 ms.", slices.Concat(
		loads(Conditions.Refreshed, ""), []Definition{
			{InWorker(Circumstances[0].Refreshed()), "nothing cached, in a worker", Milliseconds},
			{InWorker(Circumstances[1].Refreshed()), "cached, in a worker", Milliseconds},
		})},
	{"Page load to signed in by SRP", "A form appears when the script has been evaluated; 1.5 s of typing, submit, signed in. Ours loads its Wasm module from submit on, or with `preload()` from when the form appears.", slices.Concat(
		loads(Conditions.SignedIn, ""), loads(Conditions.Preloading, ", `preload()`"))},
	{"Concurrent `getSession` with expired tokens", "Each caller has a user object of its own, all in one tab. `passwordless` is called as its own hook calls it: `refreshTokens` when the tokens have expired.", bursts()},
	{"Memory", "After a garbage collection. Ready means that the session has been refreshed once.", slices.Concat(heaps(), goMemory())},
	{"The Wasm module and an empty Go program", "Both are built with the same flags and made slim in the same way (internal/wasmslim), fetched from the same server and compiled while they arrive. Ready means that operations can be called; until then ours also loads its runtime and checks its digest.", []Definition{
		{"programRaw", "bytes, raw", Bytes},
		{"programGzip", "bytes, gzip -9", Bytes},
		{"programBrotli", "bytes, brotli -q 11", Bytes},
		{"programLinkedBrotli", "bytes, brotli -q 11, as Go links them", Bytes},
		{"programFetch", "fetch", Milliseconds},
		{"programCompile", "compile, from the first byte on", Milliseconds},
		{"programInstantiate", "instantiate", Milliseconds},
		{"programReady", "ready, in total", Milliseconds},
		{"programMemoryAtReady", "memory, ready", Bytes},
	}},
	{"The Wasm module and the one with the AWS SDK", "Built with the same flags and started in the same way; a page loads the other one only if it is configured to.", []Definition{
		{"sdkProgramBrotli", "bytes, brotli -q 11", Bytes},
		{"sdkProgramReady", "ready, in total", Milliseconds},
	}},
}

// EarlierGroups are the rows of bench/earlier.json, in which an earlier build of this library has
// taken upstream's place.
var EarlierGroups = []Group{
	{Title: "Reading a session", Rows: reading},
	{Title: "Signing in by SRP", Rows: signingIn},
	{Title: "Page load to session, tokens expired", Rows: loads(Conditions.Refreshed, "")},
	{Title: "Page load to signed in by SRP", Rows: loads(Conditions.SignedIn, "")},
	{Title: "Concurrent `getSession` with expired tokens", Rows: bursts()},
	{Title: "Memory", Rows: heaps()},
	{Title: "Page load to refreshed session, over a network", Rows: networkRows(FarNetworks, Network.refreshed)},
	{Title: "Page load to signed in by SRP, over a network", Rows: networkRows(FarNetworks, Network.signedIn)},
}

var reading = []Definition{
	{"scriptEvaluation", "script evaluation", Milliseconds},
	{"evaluationAndFirstGetSession", "script evaluation and first `getSession`", Milliseconds},
	{"repeatedGetSession", "`getSession`, same user object", Microseconds},
	{"repeatedGetCurrentUserGetSession", "`getCurrentUser().getSession()`", Microseconds},
	{"getCurrentUser", "`getCurrentUser()`", Microseconds},
}

var signingIn = []Definition{
	{"signIn", "time", Milliseconds},
	{"signInLongestTask", "longest main-thread task", Milliseconds},
	{"signInLongestTaskSlowMachine", "longest main-thread task, slow machine", Milliseconds},
	{"srpCPU", "CPU of the main thread", Milliseconds},
}

func sizes() (rows []Definition) {
	for _, what := range []struct{ name, title string }{{"criticalPath", "critical path"}, {"total", "total"}} {
		rows = append(rows,
			Definition{what.name + "Raw", what.title + ", raw", Bytes},
			Definition{what.name + "Gzip", what.title + ", gzip -9", Bytes},
			Definition{what.name + "Brotli", what.title + ", brotli -q 11", Bytes})
	}
	return rows
}

func loads(name func(Conditions) string, more string) (rows []Definition) {
	for _, c := range Circumstances {
		rows = append(rows, Definition{name(c), c.Title + more, Milliseconds})
	}
	return rows
}

func bursts() (rows []Definition) {
	for _, callers := range Bursts {
		n := thousands(callers)
		rows = append(rows,
			Definition{RequestsOf(callers), n + " callers: requests", Count},
			Definition{TimeOf(callers), n + " callers: time", Milliseconds})
	}
	return rows
}

func heaps() []Definition {
	rows := []Definition{{"jsHeapAtReady", "JavaScript heap, ready", Bytes}}
	for _, refreshes := range Refreshes {
		rows = append(rows, Definition{HeapAfter(refreshes), "JavaScript heap" + later(refreshes), Bytes})
	}
	return rows
}

func goMemory() (rows []Definition) {
	for _, refreshes := range Refreshes {
		rows = append(rows, Definition{GoMemoryAfter(refreshes), "Go's memory" + later(refreshes), Bytes})
	}
	return rows
}

func later(refreshes int) string { return ", " + thousands(refreshes) + " refreshes later" }

// thousands writes a number with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	var groups []string
	for len(text) > 3 {
		groups = append([]string{text[len(text)-3:]}, groups...)
		text = text[:len(text)-3]
	}
	return strings.Join(append([]string{text}, groups...), ",")
}
