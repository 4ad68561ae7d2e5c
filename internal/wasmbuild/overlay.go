package wasmbuild

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// saving is a place of Go's standard library, with what is compiled in its place.
type saving struct{ file, from, to string }

// savings are places that bring much into the Wasm module which it never runs
// (DECISIONS 28). Sizes are those of the compressed module (brotli -q 11).
var savings = []saving{
	// The print builtin, by which a panic shows its value: 22 kB of strconv for
	// floating-point numbers, whose bits in hexadecimal serve as well.
	{"runtime/print.go", "gwrite(strconv.AppendFloat(buf[:0], v, 'g', -1, 64))", "_ = buf; printhex(float64bits(v))"},
	{"runtime/print.go", "gwrite(strconv.AppendFloat(buf[:0], float64(v), 'g', -1, 32))", "_ = buf; printhex(float64bits(float64(v)))"},
	{"runtime/print.go", "gwrite(strconv.AppendComplex(buf[:0], c, 'g', -1, 128))", "_ = buf; printhex(float64bits(real(c))); printhex(float64bits(imag(c)))"},
	{"runtime/print.go", "gwrite(strconv.AppendComplex(buf[:0], complex128(c), 'g', -1, 64))", "_ = buf; printcomplex128(complex128(c))"},
	// The setting GODEBUG=asynctimerchan, which a page cannot make: 21 kB, since the
	// runtime's metrics come with it.
	{"time/sleep.go", "\t\"internal/godebug\"\n", ""},
	{"time/sleep.go", "var asynctimerchan = godebug.New(\"asynctimerchan\")", "var asynctimerchan unset\n\ntype unset struct{}\n\nfunc (unset) Value() string { return \"\" }\nfunc (unset) IncNonDefault() {}"},
	// A time as text, which only a panic would show: 6 kB for dates. Here it is the time
	// since 1970.
	{"time/format.go", "s := t.Format(\"2006-01-02 15:04:05.999999999 -0700 MST\")", "s := Duration(t.UnixNano()).String()"},
	{"time/format.go", "func (t Time) GoString() string {", "func (t Time) GoString() string { return t.String() }\n\nfunc (t Time) goString() string {"},
}

// overlay writes into folder the changed copies, and the file for go build -overlay that
// has them compiled.
func overlay(folder string, savings []saving) (file string, err error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", err
	}
	texts := map[string]string{}
	for _, saving := range savings {
		original := filepath.Join(strings.TrimSpace(string(goroot)), "src", filepath.FromSlash(saving.file))
		if texts[original] == "" {
			text, err := os.ReadFile(original)
			if err != nil {
				return "", err
			}
			texts[original] = string(text)
		}
		if strings.Count(texts[original], saving.from) != 1 {
			return "", fmt.Errorf("%s is not that of Go 1.26, it does not have once:\n%s\nChange internal/wasmbuild/overlay.go", saving.file, saving.from)
		}
		texts[original] = strings.Replace(texts[original], saving.from, saving.to, 1)
	}
	replace := map[string]string{}
	for original, text := range texts {
		changed := filepath.Join(folder, strconv.Itoa(len(replace))+".go")
		if err := os.WriteFile(changed, []byte(text), 0o666); err != nil {
			return "", err
		}
		replace[original] = changed
	}
	description, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file = filepath.Join(folder, "overlay.json")
	return file, os.WriteFile(file, description, 0o666)
}
