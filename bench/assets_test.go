//go:build bench

package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// asset is a file in all forms in which it is served.
type asset struct{ raw, gzip, brotli []byte }

// loadAssets compresses all libraries, once for the whole run.
func loadAssets(t *testing.T) map[string]asset {
	assets, err := allAssets()
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

var allAssets = sync.OnceValues(func() (map[string]asset, error) {
	third, err := bundlePasswordless()
	if err != nil {
		return nil, err
	}
	assets := map[string]asset{}
	if assets[scripts[bench.Passwordless]], err = compressed(third); err != nil {
		return nil, err
	}
	dist := filepath.Join(harness.Root, "dist")
	folders := map[string]string{
		scripts[bench.Ours]: dist, lazy[0]: dist, lazy[1]: dist, "/dist/core.mjs": dist, "/dist/cognitowasm.runtime.mjs": dist,
		sdkFile:                 filepath.Join(harness.Root, wasmbuild.SDK.Folder),
		scripts[bench.Upstream]: filepath.Join(harness.Root, "node_modules", "amazon-cognito-identity-js", "dist"),
	}
	if earlierBuild != "" {
		beside := path.Dir(scripts[bench.Upstream])
		for _, file := range []string{scripts[bench.Upstream], lazy[0], lazy[1]} {
			folders[path.Join(beside, path.Base(file))] = earlierBuild
		}
	}
	for path, folder := range folders {
		file := filepath.Join(folder, filepath.Base(path))
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		// The build has compressed the Wasm module already.
		gz, errGzip := os.ReadFile(file + ".gz")
		br, errBrotli := os.ReadFile(file + ".br")
		if errGzip == nil && errBrotli == nil {
			assets[path] = asset{raw, gz, br}
		} else if assets[path], err = compressed(raw); err != nil {
			return nil, err
		}
	}
	version, err := wasmbuild.Version(harness.Root)
	if err != nil {
		return nil, err
	}
	for path, compile := range map[string]func(file string) error{
		"/empty.wasm":         wasmbuild.CompileEmpty,
		"/empty.linked":       wasmbuild.CompileEmptyLinked,
		"/cognitowasm.linked": func(file string) error { return wasmbuild.Lean.CompileLinked(harness.Root, file, version) },
	} {
		program, err := moduleOf(compile)
		if err != nil {
			return nil, err
		}
		if assets[path], err = compressed(program); err != nil {
			return nil, err
		}
	}
	support, err := goSupport()
	if err != nil {
		return nil, err
	}
	assets["/wasm_exec.js"], err = compressed(support)
	return assets, err
})

func compressed(raw []byte) (asset, error) {
	gz, err := wasmbuild.Gzip(raw)
	if err != nil {
		return asset{}, err
	}
	br, err := wasmbuild.Brotli(raw)
	return asset{raw, gz, br}, err
}

// bundlePasswordless makes a script of the third library's functions that a page
// with SRP needs; it has none of its own.
func bundlePasswordless() ([]byte, error) {
	folder, err := filepath.Abs(filepath.Join(harness.Root, "bench"))
	if err != nil {
		return nil, err
	}
	var entry strings.Builder
	for module, names := range map[string]string{
		"srp": "authenticateWithSRP", "refresh": "refreshTokens", "storage": "retrieveTokens, storeTokens",
	} {
		fmt.Fprintf(&entry, "export { %s } from 'amazon-cognito-passwordless-auth/%s';\n", names, module)
	}
	entry.WriteString("import { Passwordless } from 'amazon-cognito-passwordless-auth';\nexport const { configure } = Passwordless;\n")
	result := api.Build(api.BuildOptions{
		Stdin:             &api.StdinOptions{Contents: entry.String(), ResolveDir: folder},
		Bundle:            true,
		Format:            api.FormatIIFE,
		GlobalName:        "Passwordless",
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
		LogLevel:          api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("amazon-cognito-passwordless-auth: %s (make bench installs it)", result.Errors[0].Text)
	}
	return result.OutputFiles[0].Contents, nil
}

// moduleOf returns the Wasm module that a function compiles into a file.
func moduleOf(compile func(file string) error) ([]byte, error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "module.wasm")
	if err := compile(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

// goSupport is Go's own script for programs in a browser.
func goSupport() ([]byte, error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js"))
}
