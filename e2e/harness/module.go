package harness

import (
	_ "embed"
	"encoding/binary"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// OpenEmpty opens a page that has page.js and no library.
func (tb *Tab) OpenEmpty() {
	tb.T.Helper()
	tb.Site.Page("/empty.html", `<!doctype html><title>empty</title><script src="/page.js"></script>`)
	tb.Open("/empty.html")
	tb.Eval("window.endpoint = $0", nil, tb.Site.Endpoint)
}

// WantFault fails unless the error has that code, the reason that goes with it, and
// says whether the same call may succeed later.
func WantFault(t *testing.T, what string, err *PageError, code string) {
	t.Helper()
	want := map[string]PageError{
		"WasmLoadFailed":  {Reason: "WASM_LOAD_FAILED", Retryable: true},
		"WasmMismatch":    {Reason: "WASM_MISMATCH"},
		"WasmUnavailable": {Reason: "WASM_UNAVAILABLE"},
		"CoreCrashed":     {Reason: "CORE_CRASHED", Retryable: true},
	}[code]
	if err == nil {
		t.Errorf("%s succeeded, want %s", what, code)
	} else if err.Code != code || err.Name != "CognitoError" || err.Reason != want.Reason || err.Retryable != want.Retryable {
		t.Errorf("%s: %+v, want %s", what, *err, code)
	}
}

// SignIn signs ada in and returns the error, or nil.
func (p *Page) SignIn() *PageError {
	p.T.Helper()
	var o Outcome
	p.Eval("signIn(makeUser($0), $1)", &o, Username, Password)
	switch o.Called {
	case "onSuccess":
		return nil
	case "onFailure":
		return o.Error
	}
	p.T.Fatalf("signing in called %s", o.Called)
	return nil
}

// Policy is what docs/csp.md asks for, and no more.
func (s *Site) Policy(scripts string) {
	s.ContentSecurityPolicy = "default-src 'none'; script-src " + scripts + "; connect-src 'self' " + strings.TrimSuffix(s.Endpoint, "/")
}

// WasmModule returns the bytes of the Wasm module.
func WasmModule(t *testing.T) []byte {
	t.Helper()
	bytes, err := os.ReadFile(filepath.Join(Root, "dist", "cognitowasm.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// Answer serves bytes as a type.
func Answer(status int, contentType string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

// Crashable makes the next Wasm modules stop on command: window.crash says how, and
// the next time that the browser calls into the module it does. window.ranOn counts
// the calls into those that had.
//
//go:embed crashable.js
var Crashable string

// Limited gives the Wasm module a memory that cannot grow beyond so many pages of 64 kB
// more than it starts with.
func Limited(t *testing.T, module []byte, more uint64) []byte {
	t.Helper()
	const memory = 5
	out := slices.Clone(module[:8])
	for rest := module[8:]; len(rest) > 0; {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		section := rest[1+n : 1+n+int(size)]
		rest = rest[1+n+int(size):]
		if id == memory {
			// One memory, without a maximum, of at least so many pages.
			if section[0] != 1 || section[1] != 0 {
				t.Fatalf("the memory section is %x", section)
			}
			pages, _ := binary.Uvarint(section[2:])
			section = binary.AppendUvarint(append([]byte{1, 1}, section[2:]...), pages+more)
		}
		out = append(binary.AppendUvarint(append(out, id), uint64(len(section))), section...)
	}
	return out
}

// SDKModule is the option of configure and load that takes the Wasm module with
// the AWS SDK inside.
func SDKModule(t *testing.T) map[string]string {
	t.Helper()
	if err := wasmbuild.SDK.Check(Root); err != nil {
		t.Fatal(err)
	}
	info, err := wasmbuild.ReadInfo(filepath.Join(Root, filepath.FromSlash(wasmbuild.SDK.Folder)))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"wasmURL": "/" + wasmbuild.SDK.Folder + "/" + info.Wasm.File, "wasmIntegrity": info.Wasm.Integrity}
}
