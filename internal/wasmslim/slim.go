package wasmslim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// known is the version of Go whose tables and whose runtime are those of doc.go.
const known = "go1.26"

// gap is the longest run of zeros inside a segment. Up to 32 segments are so many that
// brotli and gzip both pay for it; beyond 128 nothing changes until all is one segment,
// which is smaller in brotli and larger in gzip and in memory.
const gap = 128

// coarse is for how many functions findfunctab names the same one, from where findfunc
// looks on. On other architectures a part of the table can be for as many, 256 bytes
// of code with functions of 16 (internal/abi/symtab.go:141).
const coarse = 16

// Slim returns the module without what a running program does not need. The code and
// all other sections stay as they are, byte for byte, and so does a module that is slim
// already.
func Slim(program []byte) ([]byte, error) {
	m, t, err := read(program)
	if err != nil {
		return nil, err
	}
	if err := t.blank(); err != nil {
		return nil, fmt.Errorf("the table of functions of %s: %w", m.goVersion, err)
	}
	return m.encode(gap), nil
}

// Function is a function that a module defines.
type Function struct {
	// Number counts imported functions too; browsers print it, as wasm-function[n].
	Number int
	// PC is where it begins. The lower 16 bits are for places in it.
	PC   uint64
	Name string
}

// Functions returns the functions that the module defines.
func Functions(program []byte) ([]Function, error) {
	m, t, err := read(program)
	if err != nil {
		return nil, err
	}
	var functions []Function
	for i, record := range t.records {
		name, err := t.name(record)
		if err != nil {
			return nil, err
		}
		functions = append(functions, Function{m.imports + i, uint64(funcValueOffset+i) << 16, name})
	}
	return functions, nil
}

// read takes a program apart and finds its table of functions.
func read(program []byte) (*module, *table, error) {
	m, err := parse(program)
	if err != nil {
		return nil, nil, err
	}
	if m.goVersion != known && !strings.HasPrefix(m.goVersion, known+".") {
		return nil, nil, fmt.Errorf("the program was compiled by %q; its table of functions, and what reads it, are known only for %s: compare the places that internal/wasmslim/doc.go names", m.goVersion, known)
	}
	t, err := findTable(m.image, m.bodies)
	if err != nil {
		return nil, nil, fmt.Errorf("the table of functions of %s is not as %s makes it: %w", m.goVersion, known, err)
	}
	return m, t, nil
}

// blank sets to nothing what doc.go names, and packs what stays.
func (t *table) blank() error {
	names, text, err := t.reducedNames()
	if err != nil {
		return err
	}
	tables, err := t.packTables()
	if err != nil {
		return err
	}
	blobs, err := t.packBlobs()
	if err != nil {
		return err
	}
	if err := t.packRecords(names, tables, blobs); err != nil {
		return err
	}
	if err := replace("funcnametab", t.funcnametab, text); err != nil {
		return err
	}
	for i := range t.buckets {
		put32(t.bucket(i), uint32(i/bucketsPerFunction/coarse*coarse))
	}
	clear(t.cutab)
	clear(t.filetab)
	return nil
}

// reducedNames returns what is left of the names, and where in it each name is, by where
// it was.
func (t *table) reducedNames() (moved map[uint32]uint32, text []byte, err error) {
	moved = map[uint32]uint32{}
	reduced := map[uint32]string{}
	places := map[string]uint32{}
	for _, record := range t.records {
		name, err := t.name(record)
		if err != nil {
			return nil, nil, err
		}
		from := u32(t.pclntable[record+fieldNameOff:])
		reduced[from] = reduce(name)
		places[reduced[from]] = 0
	}
	// At 0 is no name (runtime/symtab.go:758).
	text = []byte{0}
	for _, name := range slices.Sorted(maps.Keys(places)) {
		places[name] = uint32(len(text))
		text = append(append(text, name...), 0)
	}
	for from, name := range reduced {
		moved[from] = places[name]
	}
	return moved, text, nil
}

// reduce returns what the runtime needs of a function's name.
//
//   - isSystemGoroutine (runtime/traceback.go:1442) counts goroutines that begin in a
//     function of the runtime as the system's, for NumGoroutine and for the check for
//     deadlocks.
//   - argMapInternal (runtime/stkframe.go:101) knows two functions of package reflect
//     by their names, whose arguments it could not find otherwise.
//   - panicwrap (runtime/error.go:326) takes the name of a method apart, when one for a
//     value is called by a nil pointer. It ends the program, instead of panicking, when
//     the name is not of the form "package.(*Type).Method".
//
// And funcpkgpath (runtime/symtab.go:1153) needs a byte at least.
func reduce(name string) string {
	switch name {
	case "reflect.makeFuncStub", "reflect.methodValueCall":
		return name
	}
	runtime := strings.HasPrefix(name, "runtime.")
	_, method, pointer := strings.Cut(name, ".(*")
	pointer = pointer && strings.Contains(method, ").")
	switch {
	case runtime && pointer:
		return "runtime.(*?).?"
	case runtime:
		return "runtime."
	case pointer:
		return "?.(*?).?"
	}
	return "?"
}
