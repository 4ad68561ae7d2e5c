//go:build bench

package bench

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/bench"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// earlierBuild is the folder dist of an earlier build of this library, which takes upstream's
// place; empty, where upstream keeps it.
var earlierBuild = os.Getenv("BENCH_EARLIER")

var earlierVersion string

// TestEarlier compares with an earlier build, so that nothing gets slower unnoticed, and writes
// bench/earlier.json. make bench-earlier runs it.
func TestEarlier(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(earlierBuild, "build-info.json"))
	if err != nil {
		t.Fatalf("make bench-earlier EARLIER=... names the folder dist of an earlier build: %v", err)
	}
	var info wasmbuild.BuildInfo
	if err := json.Unmarshal(text, &info); err != nil {
		t.Fatal(err)
	}
	earlierVersion = info.Version
	m := measurements{}
	measure(t, m, []part{
		{"Reading", measureReading},
		{"SignIn", measureSignIn},
		{"Bursts", measureBursts},
		{"Memory", measureMemory},
		{"Loads", measureLoads},
	})
	measure(t, m, onNetworks(bench.FarNetworks))
	m.write(t, "earlier.json", bench.EarlierGroups)
}
