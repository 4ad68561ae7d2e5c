package wasmslim

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestSynthetic(t *testing.T) {
	program := newSynthetic().encode()
	slim := checkSlim(t, program)
	want := []string{"?", "runtime.", "runtime.(*?).?", "?.(*?).?", "reflect.makeFuncStub", "?"}
	if names := names(t, slim); !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
	if names := names(t, program); !slices.Equal(names, newSynthetic().names) {
		t.Errorf("names %q", names)
	}
	functions, err := Functions(program)
	if want := (Function{Number: 1 + 5, PC: 0x1005_0000, Name: "main.main"}); err != nil || functions[5] != want {
		t.Errorf("%+v, %v", functions, err)
	}
}

func names(t *testing.T, program []byte) (names []string) {
	t.Helper()
	functions, err := Functions(program)
	if err != nil {
		t.Fatal(err)
	}
	for _, function := range functions {
		names = append(names, function.Name)
	}
	return names
}

// checkSlim checks what must be true of any program and its slim form, which it
// returns.
func checkSlim(t *testing.T, program []byte) []byte {
	t.Helper()
	original := bytes.Clone(program)
	slim, err := Slim(program)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(program, original) {
		t.Fatal("the input has changed")
	}
	if again, err := Slim(program); err != nil || !bytes.Equal(again, slim) {
		t.Fatalf("the second time it is another: %v", err)
	}
	if again, err := Slim(slim); err != nil || !bytes.Equal(again, slim) {
		t.Fatalf("a slim program is not left alone: %v", err)
	}

	before, table := mustRead(t, program)
	after, _ := mustRead(t, slim)
	if !bytes.Equal(before.before, after.before) || !bytes.Equal(before.after, after.after) {
		t.Fatal("another section has changed")
	}
	if len(before.image) != len(after.image) {
		t.Fatalf("the memory has %d bytes, had %d", len(after.image), len(before.image))
	}
	// What may change: found here by moduledata once more.
	moduledata := findModuledata(before.image, bytes.Index(before.image, []byte(header)))
	word := func(i int) int { return int(binary.LittleEndian.Uint64(before.image[moduledata+8*i:])) }
	meant := make([]bool, len(before.image))
	for i := word(wordFuncnametab); i < word(wordEpclntab); i++ {
		meant[i] = true
	}
	// And to what: each function still has what a running program reads.
	pclntable, pctab, gofunc := word(wordPclntable), word(wordPctab), word(wordGofunc)
	if end := len(table.records); u32(after.image[pclntable+8*end:]) != u32(before.image[pclntable+8*end:]) {
		t.Fatal("ftab ends otherwise")
	}
	kept := 0
	for i := range table.records {
		record := func(image []byte) []byte { return image[pclntable+int(u32(image[pclntable+8*i+4:])):] }
		f, g := record(before.image), record(after.image)
		same := func(what string, before, after []byte) {
			t.Helper()
			if !bytes.Equal(before, after) {
				t.Fatalf("function %d: another %s: % x, was % x", i, what, after, before)
			}
			kept++
		}
		same("entry in ftab", before.image[pclntable+8*i:][:4], after.image[pclntable+8*i:][:4])
		same("entry", f[0:4], g[0:4])
		same("args and deferreturn", f[8:16], g[8:16])
		same("funcID and flag", f[40:43], g[40:43])
		same("pcsp", values(before.image[pctab:], u32(f[16:])), values(after.image[pctab:], u32(g[16:])))
		for _, offset := range []int{20, 24, 32, 36} { // pcfile, pcln, cuOffset, startLine
			same("field", make([]byte, 4), g[offset:][:4])
		}
		for j := range pcdataCount {
			want := pcdataOffset(f, j)
			if j == 0 || j == 2 || j == 3 {
				want = 0
			}
			same("pcdata", values(before.image[pctab:], want), values(after.image[pctab:], pcdataOffset(g, j)))
		}
		for j := range funcdataCount {
			from, to := funcdataOffset(f, j), funcdataOffset(g, j)
			if gone := j == 3 || j == 5 || j == 6; gone || from == none {
				if to != none {
					t.Fatalf("function %d: funcdata %d is %d", i, j, to)
				}
				continue
			}
			same("funcdata", blob(before.image[gofunc:], j, from), blob(after.image[gofunc:], j, to))
			same("alignment of funcdata", []byte{byte(from % 8)}, []byte{byte(to % 8)})
		}
	}
	for i := range before.image {
		if before.image[i] != after.image[i] && !meant[i] {
			t.Fatalf("the byte at %#x is %#x, was %#x", i, after.image[i], before.image[i])
		}
	}
	t.Logf("%d bytes, were %d; %d functions, %d tables of theirs the same", len(slim), len(program), len(table.records), kept)
	return slim
}

// pcdataOffset and funcdataOffset return what the runtime finds in a record
// (runtime/symtab.go:1240 and :1266).
func pcdataOffset(f []byte, i int) uint32 {
	if i >= int(u32(f[28:])) {
		return 0
	}
	return u32(f[44+4*i:])
}

func funcdataOffset(f []byte, i int) uint32 {
	if i >= int(f[43]) {
		return none
	}
	return u32(f[44+4*int(u32(f[28:]))+4*i:])
}

func mustRead(t *testing.T, program []byte) (*module, *table) {
	t.Helper()
	m, table, err := read(program)
	if err != nil {
		t.Fatal(err)
	}
	return m, table
}

// values returns the bytes of a table in pctab.
func values(pctab []byte, offset uint32) []byte {
	if offset == 0 {
		return nil
	}
	end := int(offset)
	number := func() (zero bool) {
		zero = pctab[end] == 0
		for pctab[end]&0x80 != 0 {
			end++
		}
		end++
		return zero
	}
	for first := true; !number() || first; first = false {
		number()
	}
	return pctab[offset:end]
}

// blob returns a blob of funcdata, as far as its kind tells its size: maps of pointers
// (runtime/symtab.go:1324), objects on the stack (runtime/stack.go:1372), and the two
// others by their first bytes.
func blob(gofunc []byte, kind int, offset uint32) []byte {
	b := gofunc[offset:]
	size := 1
	switch kind {
	case 0, 1:
		n, bits := u32(b), u32(b[4:])
		size = 8 + int(n*((bits+7)/8))
	case 2:
		size = 8 + 16*int(u32(b))
	case 7:
		size = 4
	}
	return b[:size]
}

// TestUnknown changes the table as another Go could, or as no Go does: that must end
// the build, and say what was expected.
func TestUnknown(t *testing.T) {
	put := binary.LittleEndian.PutUint32
	word := func(i int, value uint64) func(*synthetic) {
		return func(s *synthetic) {
			s.change = func(image []byte, moduledata int) {
				binary.LittleEndian.PutUint64(image[moduledata+8*i:], value)
			}
		}
	}
	// record changes the record of the second function.
	record := func(change func(f []byte)) func(*synthetic) {
		return func(s *synthetic) {
			s.change = func(image []byte, moduledata int) {
				pclntable := binary.LittleEndian.Uint64(image[moduledata+8*wordPclntable:])
				change(image[pclntable+uint64(u32(image[pclntable+12:])):])
			}
		}
	}
	for name, test := range map[string]struct {
		change func(*synthetic)
		says   string
	}{
		"magic":              {func(s *synthetic) { s.magic = "\xf0\xff\xff\xff\x00\x00\x01\x08" }, "no header f1 ff ff ff 00 00 01 08"},
		"padding":            {func(s *synthetic) { s.magic = "\xf1\xff\xff\xff\x00\x01\x01\x08" }, "no header"},
		"instruction":        {func(s *synthetic) { s.magic = "\xf1\xff\xff\xff\x00\x00\x04\x08" }, "no header"},
		"pointer":            {func(s *synthetic) { s.magic = "\xf1\xff\xff\xff\x00\x00\x01\x04" }, "no header"},
		"moduledata":         {word(wordHeader, 4095), "no moduledata"},
		"funcnametab":        {word(wordFuncnametab+1, 1<<40), "disagree on funcnametab"},
		"cutab":              {word(wordCutab, syntheticFirst+1), "disagree on cutab"},
		"capacity":           {word(wordFiletab+2, 1), "disagree on filetab"},
		"pctab":              {word(wordPctab+1, 1<<60), "disagree on pctab"},
		"pclntable":          {word(wordPclntable, 1<<63), "disagree on pclntable"},
		"ftab":               {word(wordFtab+1, 6), "ftab has 6 entries"},
		"findfunctab":        {word(wordFindfunctab, 0), "findfunctab at 0x0"},
		"findfunctab's size": {word(wordFindfunctab, syntheticFirst+2000), "findfunctab has"},
		"gofunc":             {word(wordGofunc, 0), "funcdata at 0x0"},
		"end":                {word(wordEpclntab, 1<<30), "are not between"},
		"program counter":    {word(wordMinpc, 1), "program counters"},
		"text":               {word(wordText, 1), "function 0 is said to begin at 0x1001"},
		"count": {func(s *synthetic) {
			s.change = func(image []byte, _ int) { image[syntheticHeader+8]++ }
		}, "it has 7 functions, and the module defines 6"},
		"entry":               {record(func(f []byte) { put(f, 7) }), "function 1: its record is that of another, at 0x7"},
		"name":                {record(func(f []byte) { put(f[fieldNameOff:], 1<<20) }), "function 1: its name is at 0x100000"},
		"pcsp":                {record(func(f []byte) { put(f[fieldPcsp:], 1<<20) }), "function 1: a table of program counters is at 0x100000"},
		"pcln":                {record(func(f []byte) { put(f[fieldPcln:], 31) }), "function 1: the table of program counters at 0x1f breaks off"},
		"pcdata":              {record(func(f []byte) { put(f[recordSize+4:], 1<<30) }), "function 1: pcdata 1: a table"},
		"number of pcdata":    {record(func(f []byte) { put(f[fieldNpcdata:], 6) }), "it has 6 tables of pcdata and 8 of funcdata, where 5 and 8 are known"},
		"number of funcdata":  {record(func(f []byte) { f[fieldNfuncdata] = 9 }), "5 tables of pcdata and 9 of funcdata"},
		"funcdata":            {record(func(f []byte) { put(f[recordSize+4*pcdataCount:], 64) }), "function 1: funcdata 0 is at 0x40, of 0x40"},
		"more kinds":          {func(s *synthetic) { s.nfuncdata = 9 }, "9 of funcdata"},
		"tables that overlap": {func(s *synthetic) { s.pctab = []byte("\x00" + strings.Repeat("\x02", 28) + "\x00\x02\x00") }, "pctab has"},
		"no room for names":   {func(s *synthetic) { s.names = []string{"a"}; s.change = shortNames }, "funcnametab has 2 bytes, of which 3 would be needed"},
		"segments' count":     {func(s *synthetic) { s.sections = []byte{sectionDataCount, 1, 3} }, "counts the data segments"},
		"an unknown section":  {func(s *synthetic) { s.sections = []byte{13, 0} }, "section 13 is unknown"},
		"a section of before": {func(s *synthetic) { s.sections = []byte{sectionMemory, 3, 1, 0, 4} }, "section 5 is unknown, or there twice"},
	} {
		if strings.HasPrefix(test.says, "no header") {
			test.says = "the table of functions of " + known + ".8 is not as " + known + " makes it: " + test.says
		}
		t.Run(name, func(t *testing.T) {
			s := newSynthetic()
			test.change(s)
			slim, err := Slim(s.encode())
			if err == nil || slim != nil {
				t.Fatal("there is no error")
			}
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v; should say %q", err, test.says)
			}
		})
	}
	if _, err := Slim(newSynthetic().encode()[:100]); err == nil {
		t.Error("a truncated module returns no error")
	}
}

// shortNames makes the table of names too short for the names that stay.
func shortNames(image []byte, moduledata int) {
	for _, i := range []int{wordFuncnametab + 1, wordFuncnametab + 2} {
		binary.LittleEndian.PutUint64(image[moduledata+8*i:], 2)
	}
}

// TestVersions refuses a Go of which nobody has checked what its runtime reads.
func TestVersions(t *testing.T) {
	for version, ok := range map[string]bool{
		known: true, known + ".8": true, known + ".99": true,
		"go1.25.1": false, "go1.27": false, known + "0": false, "devel go1.27-abc": false, "": false,
	} {
		s := newSynthetic()
		s.goVersion = version
		_, err := Slim(s.encode())
		if (err == nil) != ok {
			t.Errorf("%q: %v", version, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "only for "+known) || !strings.Contains(err.Error(), strconv.Quote(version))) {
			t.Errorf("%q: %v", version, err)
		}
	}
}

func FuzzSlim(f *testing.F) {
	f.Add(newSynthetic().encode())
	few := newSynthetic()
	few.names, few.npcdata, few.nfuncdata = few.names[3:5], 2, 0
	f.Add(few.encode())
	f.Add([]byte(preamble))
	f.Fuzz(func(t *testing.T, program []byte) {
		slim, err := Slim(program)
		if err != nil {
			return
		}
		again, err := Slim(slim)
		if err != nil || !bytes.Equal(again, slim) {
			t.Errorf("a slim program is not left alone: %v", err)
		}
		before, err := parse(program)
		if err != nil {
			t.Fatal(err)
		}
		after, err := parse(slim)
		if err != nil || !bytes.Equal(before.before, after.before) || !bytes.Equal(before.after, after.after) {
			t.Errorf("another section has changed: %v", err)
		}
	})
}
