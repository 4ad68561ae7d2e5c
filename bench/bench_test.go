//go:build bench

package bench

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// TestBench compares ours with upstream, with amazon-cognito-passwordless-auth
// where that has the function, and with an empty Go program: in one browser,
// against one server, taking turns. It has no limits to break, since times on a
// shared machine say little by themselves; it writes bench/results.json, of which
// internal/cmd/benchreport makes the report. make bench runs both.
func TestBench(t *testing.T) {
	m := measurements{}
	measure(t, m, []part{
		{"Sizes", measureSizes},
		{"Reading", measureReading},
		{"SignIn", measureSignIn},
		{"Bursts", measureBursts},
		{"Memory", measureMemory},
		{"Program", measureModule},
		{"Loads", measureLoads},
	})
	m.write(t, "results.json", bench.Groups)
}

// part measures some rows.
type part struct {
	name    string
	measure func(*testing.T, measurements)
}

func measure(t *testing.T, m measurements, parts []part) {
	for _, part := range parts {
		t.Run(part.name, func(t *testing.T) { part.measure(t, m) })
	}
}

// measurements are what the rounds have given, by row.
type measurements map[string]bench.Figures

// write writes the rows of the groups into a file in this folder, unless the test has failed.
func (m measurements) write(t *testing.T, file string, groups []bench.Group) {
	if t.Failed() {
		return
	}
	results := bench.Results{Machine: machine(t), Earlier: earlierVersion, Rows: map[string]bench.Row{}}
	for _, group := range groups {
		for _, row := range group.Rows {
			if len(m[row.Name]) == 0 {
				t.Errorf("nothing was measured for %s", row.Name)
			}
			results.Rows[row.Name] = m[row.Name].Row()
		}
	}
	if err := results.Write(filepath.Join(harness.Root, "bench", file)); err != nil {
		t.Fatal(err)
	}
}

func (m measurements) add(row string, of bench.Contender, figure float64) {
	if m[row] == nil {
		m[row] = bench.Figures{}
	}
	m[row][of] = append(m[row][of], figure)
}

// addBoth adds a figure of ours to one row and one of ours in a variant to the other row; both
// are compared with the same others.
func (m measurements) addBoth(row, variantRow string, variant, of bench.Contender, figure float64) {
	switch of {
	case variant:
		m.add(variantRow, bench.Ours, figure)
	case bench.Ours:
		m.add(row, of, figure)
	default:
		m.add(row, of, figure)
		m.add(variantRow, of, figure)
	}
}

// addBeside adds a figure to the row of ours, or to that of ours in a worker.
func (m measurements) addBeside(row string, of bench.Contender, figure float64) {
	m.addBoth(row, bench.InWorker(row), oursInWorker, of, figure)
}

// libraries take turns. An earlier build of ours needs no third one beside it.
var libraries = func() []bench.Contender {
	if earlierBuild != "" {
		return []bench.Contender{bench.Ours, bench.Upstream}
	}
	return []bench.Contender{bench.Ours, bench.Upstream, bench.Passwordless}
}()

// alternate gives the contenders their turns, in every round from another one on,
// so that none always comes after the same other. BENCH_ROUNDS limits the rounds,
// for a quick look.
func alternate(rounds int, contenders []bench.Contender, turn func(round int, of bench.Contender)) {
	if limit, err := strconv.Atoi(os.Getenv("BENCH_ROUNDS")); err == nil {
		rounds = min(rounds, limit)
	}
	for round := range rounds {
		first := round % len(contenders)
		for _, of := range slices.Concat(contenders[first:], contenders[:first]) {
			turn(round, of)
		}
	}
}

func machine(t *testing.T) bench.Machine {
	version, err := chromedp.Call(harness.WholeBrowser(t), cdpbrowser.GetVersion, chromedp.Void{})
	if err != nil {
		t.Fatal(err)
	}
	return bench.Machine{
		CPU:     processor(),
		Cores:   runtime.NumCPU(),
		Browser: strings.Replace(version.Product, "/", " ", 1),
		Go:      runtime.Version(),
		Date:    time.Now().UTC().Format("2006-01-02 15:04"),
	}
}

// processor is the name of the processor where the system tells it in the way
// that Linux does, and its architecture elsewhere.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
