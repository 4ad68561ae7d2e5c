package srp

import (
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
)

// TestRandomInputs runs 2,500 complete exchanges in Cognito's own group, on
// inputs that favour the edges, and compares each with the reference.
//
// COGNITOWASM_SRP_INPUTS sets another number; make fuzz runs 10,000. An exchange takes
// about 14 ms, two thirds of them in the package, whose arithmetic is constant-time. The
// race detector doubles that and finds little here, so a tenth as many run with it; make
// test-core runs all of them without it. With -short, as in WebAssembly, there are twenty.
func TestRandomInputs(t *testing.T) {
	inputs := 2_500
	if race {
		inputs /= 10
	}
	if text := os.Getenv("COGNITOWASM_SRP_INPUTS"); text != "" {
		var err error
		if inputs, err = strconv.Atoi(text); err != nil || inputs < 1 {
			t.Fatalf("COGNITOWASM_SRP_INPUTS=%s is not a number of inputs", text)
		}
	} else if testing.Short() {
		inputs = 20
	}

	r := newRandom(t)
	ref := newReference(t, nHex)
	g := cognitoGroup()
	// Each input has its own generator, so that it is the same in every worker.
	seeds := make([]random, inputs)
	for i := range seeds {
		seeds[i] = r.fork()
	}
	var next, signed atomic.Int64
	t.Run("workers", func(t *testing.T) {
		for worker := range runtime.GOMAXPROCS(0) {
			t.Run(strconv.Itoa(worker), func(t *testing.T) {
				t.Parallel()
				for i := next.Add(1) - 1; i < int64(inputs); i = next.Add(1) - 1 {
					if checkProof(t, ref, g, seeds[i]) {
						signed.Add(1)
					}
				}
			})
		}
	})
	if t.Failed() {
		return
	}
	// The rest ended in a = 0 or B = 0, as it should.
	t.Logf("%d inputs, %d signatures", inputs, signed.Load())
	if signed.Load() < int64(inputs)*3/4 {
		t.Errorf("only %d of %d exchanges reached a signature", signed.Load(), inputs)
	}
}
