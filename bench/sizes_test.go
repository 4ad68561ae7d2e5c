//go:build bench

package bench

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureSizes counts the bytes of the scripts, and of all that a sign-in loads.
func measureSizes(t *testing.T, m measurements) {
	assets := loadAssets(t)
	add := func(row string, of bench.Contender, paths ...string) {
		var sum asset
		for _, path := range paths {
			sum.raw = append(sum.raw, assets[path].raw...)
			sum.gzip = append(sum.gzip, assets[path].gzip...)
			sum.brotli = append(sum.brotli, assets[path].brotli...)
		}
		m.add(row+"Raw", of, float64(len(sum.raw)))
		m.add(row+"Gzip", of, float64(len(sum.gzip)))
		m.add(row+"Brotli", of, float64(len(sum.brotli)))
	}
	for _, of := range libraries {
		all := []string{scripts[of]}
		add("criticalPath", of, all...)
		if of == bench.Ours {
			all = append(all, lazy...)
		}
		add("total", of, all...)
	}
	add("program", bench.Ours, "/dist/cognitowasm.wasm")
	add("program", bench.EmptyProgram, "/empty.wasm")
	m.add("programLinkedBrotli", bench.Ours, float64(len(assets["/cognitowasm.linked"].brotli)))
	m.add("programLinkedBrotli", bench.EmptyProgram, float64(len(assets["/empty.linked"].brotli)))
	m.add("sdkProgramBrotli", bench.Ours, float64(len(assets[lazy[1]].brotli)))
	m.add("sdkProgramBrotli", bench.SDKProgram, float64(len(assets[sdkFile].brotli)))
}
