package wasmslim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// known is the version of Go whose tables and whose runtime are those of doc.go.
const known = "go1.26"

// gap is the longest run of zeros inside a segment.
const gap = 64

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
		return nil, nil, fmt.Errorf("the program is made by %q; its table of functions, and what reads it, is known for %s alone: compare with the places that internal/wasmslim/doc.go names", m.goVersion, known)
	}
	t, err := findTable(m.image, m.bodies)
	if err != nil {
		return nil, nil, fmt.Errorf("the table of functions of %s is not as %s makes it: %w", m.goVersion, known, err)
	}
	return m, t, nil
}

// blank sets to nothing what doc.go names.
func (t *table) blank() error {
	names := map[string]uint32{}
	for _, record := range t.records {
		name, err := t.name(record)
		if err != nil {
			return err
		}
		names[reduce(name)] = 0
	}
	// At 0 is no name (runtime/symtab.go:758).
	text := []byte{0}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		names[name] = uint32(len(text))
		text = append(append(text, name...), 0)
	}
	if len(text) > len(t.funcnametab) {
		return fmt.Errorf("it has %d bytes for names, of which %d would be needed", len(t.funcnametab), len(text))
	}

	blobs := map[uint32]bool{} // of funcdata, by offset: whether anything reads it
	// Tables that stay move together, in the order of their first use: their offsets
	// become shorter, and each is where the one before ends. At 0 is none
	// (runtime/symtab.go:1021).
	pctab, moved := []byte{0}, map[uint32]uint32{0: 0}
	move := func(field []byte) error {
		from := u32(field)
		if _, ok := moved[from]; !ok {
			values, err := t.pcvalues(from)
			if err != nil {
				return err
			}
			moved[from] = uint32(len(pctab))
			pctab = append(pctab, values...)
		}
		put32(field, moved[from])
		return nil
	}
	for _, record := range t.records {
		f := t.pclntable[record:]
		name, err := t.name(record)
		if err != nil {
			return err
		}
		put32(f[fieldNameOff:], names[reduce(name)])
		for _, field := range []int{fieldPcfile, fieldPcln, fieldCuOffset, fieldStartLine} {
			put32(f[field:], 0)
		}
		npcdata, nfuncdata := int(u32(f[fieldNpcdata:])), int(f[fieldNfuncdata])
		pcdata := f[recordSize:][:4*npcdata]
		for _, i := range []int{pcdataUnsafePoint, pcdataInlTreeIndex, pcdataArgLiveIndex} {
			if i < npcdata {
				put32(pcdata[4*i:], 0)
			}
		}
		funcdata := f[recordSize+4*npcdata:][:4*nfuncdata]
		for i := range nfuncdata {
			switch i {
			case funcdataInlTree, funcdataArgInfo, funcdataArgLiveInfo:
				blobs[u32(funcdata[4*i:])] = blobs[u32(funcdata[4*i:])]
				put32(funcdata[4*i:], none)
			default:
				blobs[u32(funcdata[4*i:])] = true
			}
		}
		if err := move(f[fieldPcsp:]); err != nil {
			return err
		}
		for i := range npcdata {
			if err := move(pcdata[4*i:]); err != nil {
				return err
			}
		}
	}
	if len(pctab) > len(t.pctab) {
		return fmt.Errorf("pctab has %d bytes, and tables of %d that overlap", len(t.pctab), len(pctab))
	}
	clear(t.pctab)
	copy(t.pctab, pctab)
	// A blob ends where the next one begins, at the latest. Where the last one ends is
	// not known, so it stays.
	delete(blobs, none)
	offsets := slices.Sorted(maps.Keys(blobs))
	for i := range len(offsets) - 1 {
		if !blobs[offsets[i]] {
			clear(t.gofunc[offsets[i]:offsets[i+1]])
		}
	}
	for i := range t.buckets {
		put32(t.bucket(i), uint32(i/bucketsPerFunction/coarse*coarse))
	}
	clear(t.funcnametab)
	copy(t.funcnametab, text)
	clear(t.cutab)
	clear(t.filetab)
	return nil
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
