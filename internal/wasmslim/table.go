package wasmslim

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// header is how pcHeader begins: the magic number abi.Go120PCLnTabMagic
// (internal/abi/symtab.go:25), two bytes of padding, the shortest instruction, 1 on
// wasm, and the size of a pointer, 8.
const header = "\xf1\xff\xff\xff\x00\x00\x01\x08"

const (
	headerSize = 8 + 8*8 // pcln.go:256
	recordSize = 11 * 4  // of _func without what follows it, pcln.go:22

	// funcValueOffset is the number of the first function in a program counter, which
	// is that of a function << 16 + that of a place in it
	// (cmd/link/internal/wasm/asm.go:45).
	funcValueOffset = 0x1000
)

// Offsets in _func (runtime/runtime2.go:1072).
const (
	fieldEntryOff  = 0
	fieldNameOff   = 4
	fieldPcsp      = 16
	fieldPcfile    = 20
	fieldPcln      = 24
	fieldNpcdata   = 28
	fieldCuOffset  = 32
	fieldStartLine = 36
	fieldNfuncdata = 43
)

// Numbers of pcdata and funcdata (internal/abi/symtab.go:108).
const (
	pcdataUnsafePoint  = 0
	pcdataInlTreeIndex = 2
	pcdataArgLiveIndex = 3
	pcdataCount        = 5 // up to PanicBounds

	funcdataInlTree     = 3
	funcdataArgInfo     = 5
	funcdataArgLiveInfo = 6
	funcdataCount       = 8 // up to WrapInfo
)

// none is the offset of funcdata that is not there (runtime/symtab.go:1276).
const none = 1<<32 - 1

// Words of moduledata (runtime/symtab.go:402), whose slices have three each.
const (
	wordHeader      = 0
	wordFuncnametab = 1
	wordCutab       = 4
	wordFiletab     = 7
	wordPctab       = 10
	wordPclntable   = 13
	wordFtab        = 16
	wordFindfunctab = 19
	wordMinpc       = 20
	wordMaxpc       = 21
	wordText        = 22
	wordGofunc      = 40
	wordEpclntab    = 41
	moduledataWords = 42 // that are read here
)

// findfunctab has a bucket for each 4096 program counters (internal/abi/symtab.go:143),
// of which a function has 1 << 16: the first function that can be meant, as 4 bytes,
// and 16 bytes to be added to that for parts of the bucket, all 0 on wasm
// (runtime/symtab.go:601). Of the last one, parts beyond the last program counter are
// missing (pcln.go:1024).
const (
	bucketSize         = 4 + 16
	bucketsPerFunction = 1 << 16 / 4096
)

// table is the table of functions. Its parts are slices of the image.
type table struct {
	funcnametab, cutab, filetab, pctab, pclntable, findfunctab []byte
	// gofunc begins where funcdata is counted from.
	gofunc []byte
	// records are offsets in pclntable, one for each function that the module defines,
	// in the same order.
	records []int
	// buckets is how many findfunctab has.
	buckets int
}

// findTable finds the table of functions in the image of a program that defines so
// many functions, and checks all offsets in it.
func findTable(image []byte, functions int) (*table, error) {
	var (
		found *table
		why   = fmt.Errorf("no header % x", header)
	)
	for at := 0; ; at++ {
		next := bytes.Index(image[min(at, len(image)):], []byte(header))
		if next < 0 {
			break
		}
		at += next
		if at%8 != 0 || len(image)-at < headerSize {
			continue
		}
		data := findModuledata(image, at)
		if data < 0 {
			why = errors.New("no moduledata that agrees with the header")
			continue
		}
		if found != nil {
			return nil, errors.New("two of them")
		}
		var err error
		if found, err = newTable(image, at, data, functions); err != nil {
			return nil, err
		}
	}
	if found == nil {
		return nil, why
	}
	return found, nil
}

// findModuledata finds runtime.firstmoduledata by its first words: the address of the
// header and that of the table of names, which the header has as well.
func findModuledata(image []byte, at int) int {
	names := uint64(at) + binary.LittleEndian.Uint64(image[at+32:])
	words := binary.LittleEndian.AppendUint64(nil, uint64(at))
	words = binary.LittleEndian.AppendUint64(words, names)
	for from := 0; ; from++ {
		next := bytes.Index(image[from:], words)
		if next < 0 {
			return -1
		}
		from += next
		if from%8 == 0 && len(image)-from >= moduledataWords*8 {
			return from
		}
	}
}

// newTable reads and checks the table whose header and moduledata are at these
// addresses.
func newTable(image []byte, at, moduledata, functions int) (*table, error) {
	word := func(i int) uint64 { return binary.LittleEndian.Uint64(image[moduledata+i*8:]) }
	head := func(i int) uint64 { return binary.LittleEndian.Uint64(image[at+8+i*8:]) }
	if n := head(0); n != uint64(functions) {
		return nil, fmt.Errorf("it has %d functions, and the module defines %d", n, functions)
	}
	// The parts follow each other in the order of the header's offsets.
	var t table
	end := uint64(at + headerSize)
	for i, part := range []struct {
		name string
		word int
		size uint64 // of an element
		to   *[]byte
	}{
		{"funcnametab", wordFuncnametab, 1, &t.funcnametab},
		{"cutab", wordCutab, 4, &t.cutab},
		{"filetab", wordFiletab, 1, &t.filetab},
		{"pctab", wordPctab, 1, &t.pctab},
		{"pclntable", wordPclntable, 1, &t.pclntable},
	} {
		begin, n, capacity := word(part.word), word(part.word+1), word(part.word+2)
		if begin != uint64(at)+head(3+i) || begin < end || begin > uint64(len(image)) ||
			n != capacity || n > (uint64(len(image))-begin)/part.size {
			return nil, fmt.Errorf("moduledata and the header disagree on %s: %d bytes at %#x, after %#x, by an offset of %#x", part.name, n*part.size, begin, end, head(3+i))
		}
		end = begin + n*part.size
		*part.to = image[begin:end:end]
	}
	gofunc, findfunctab, last := word(wordGofunc), word(wordFindfunctab), word(wordEpclntab)
	if gofunc < end || gofunc > findfunctab || findfunctab > last || last > uint64(len(image)) {
		return nil, fmt.Errorf("funcdata at %#x and findfunctab at %#x are not between %#x and %#x", gofunc, findfunctab, end, last)
	}
	if uint64(moduledata) < last && moduledata+moduledataWords*8 > at {
		return nil, fmt.Errorf("moduledata at %#x is inside", moduledata)
	}
	t.gofunc = image[gofunc:findfunctab:findfunctab]
	t.findfunctab = image[findfunctab:last:last]
	ftab := t.pclntable
	if word(wordFtab) != word(wordPclntable) || word(wordFtab+1) != uint64(functions)+1 || len(ftab) < functions*8+4 {
		return nil, fmt.Errorf("ftab has %d entries at %#x, and does not begin pclntable with %d", word(wordFtab+1), word(wordFtab), functions+1)
	}
	first, text := word(wordMinpc), word(wordText)
	if first != funcValueOffset<<16 || word(wordMaxpc)>>16 >= funcValueOffset+uint64(functions) {
		return nil, fmt.Errorf("the program counters are %#x to %#x", first, word(wordMaxpc))
	}
	free := uint64(functions*8 + 4) // the offset behind the record before
	for i := range functions {
		entry, record := uint64(u32(ftab[i*8:])), uint64(u32(ftab[i*8+4:]))
		if text+entry != funcValueOffset+uint64(i) {
			return nil, fmt.Errorf("function %d is said to begin at %#x", i, text+entry)
		}
		if record%4 != 0 || record < free || record > uint64(len(ftab)) {
			return nil, fmt.Errorf("the record of function %d is at %#x, of %#x to %#x", i, record, free, len(ftab))
		}
		size, err := t.checkRecord(int(record), uint32(entry))
		if err != nil {
			return nil, fmt.Errorf("function %d: %w", i, err)
		}
		free = record + uint64(size)
		t.records = append(t.records, int(record))
	}
	return &t, t.checkBuckets()
}

// checkBuckets checks findfunctab.
func (t *table) checkBuckets() error {
	t.buckets = (len(t.findfunctab) + bucketSize - 1 - 4) / bucketSize // with 4 bytes at least
	if n := t.buckets; n <= (len(t.records)-1)*bucketsPerFunction || n > len(t.records)*bucketsPerFunction {
		return fmt.Errorf("findfunctab has %d buckets for %d functions", n, len(t.records))
	}
	for i := range t.buckets {
		// The function itself, or in a slim program one before it.
		bucket, function := t.bucket(i), uint32(i/bucketsPerFunction)
		if first := u32(bucket); first > function || first < function/coarse*coarse {
			return fmt.Errorf("findfunctab leads to function %d for %d", first, function)
		}
		for _, more := range bucket[4:] {
			if more != 0 {
				return fmt.Errorf("findfunctab has parts for function %d", function)
			}
		}
	}
	return nil
}

// bucket returns a bucket of findfunctab.
func (t *table) bucket(i int) []byte {
	begin := i * bucketSize
	return t.findfunctab[begin:min(begin+bucketSize, len(t.findfunctab))]
}

// checkRecord checks the record at an offset and all that it refers to, and returns
// its size.
func (t *table) checkRecord(record int, entry uint32) (int, error) {
	f := t.pclntable[record:]
	if len(f) < recordSize {
		return 0, errors.New("its record breaks off")
	}
	if u32(f[fieldEntryOff:]) != entry {
		return 0, fmt.Errorf("its record is that of another, at %#x", u32(f[fieldEntryOff:]))
	}
	npcdata, nfuncdata := u32(f[fieldNpcdata:]), uint32(f[fieldNfuncdata])
	if npcdata > pcdataCount || nfuncdata > funcdataCount {
		return 0, fmt.Errorf("it has %d tables of pcdata and %d of funcdata, where %d and %d are known", npcdata, nfuncdata, pcdataCount, funcdataCount)
	}
	size := recordSize + 4*int(npcdata+nfuncdata)
	if len(f) < size {
		return 0, errors.New("its record breaks off")
	}
	if _, err := t.name(record); err != nil {
		return 0, err
	}
	for _, field := range []int{fieldPcsp, fieldPcfile, fieldPcln} {
		if _, err := t.pcvalues(u32(f[field:])); err != nil {
			return 0, err
		}
	}
	for i := range int(npcdata) {
		if _, err := t.pcvalues(u32(f[recordSize+4*i:])); err != nil {
			return 0, fmt.Errorf("pcdata %d: %w", i, err)
		}
	}
	for i := range int(nfuncdata) {
		offset := u32(f[recordSize+4*(int(npcdata)+i):])
		if offset != none && uint64(offset) >= uint64(len(t.gofunc)) {
			return 0, fmt.Errorf("funcdata %d is at %#x, of %#x", i, offset, len(t.gofunc))
		}
	}
	return size, nil
}

// name returns the name in a record.
func (t *table) name(record int) (string, error) {
	offset := u32(t.pclntable[record+fieldNameOff:])
	if uint64(offset) < uint64(len(t.funcnametab)) {
		if name, _, ok := bytes.Cut(t.funcnametab[offset:], []byte{0}); ok {
			return string(name), nil
		}
	}
	return "", fmt.Errorf("its name is at %#x, of %#x", offset, len(t.funcnametab))
}

// pcvalues returns the bytes of the table of values by program counter that begins
// at an offset in pctab; at 0 there is none. It goes through them as step does
// (runtime/symtab.go:1285).
func (t *table) pcvalues(offset uint32) ([]byte, error) {
	if offset == 0 {
		return nil, nil
	}
	if uint64(offset) >= uint64(len(t.pctab)) {
		return nil, fmt.Errorf("a table of program counters is at %#x, of %#x", offset, len(t.pctab))
	}
	rest := t.pctab[offset:]
	for first := true; ; first = false {
		value, n := binary.Uvarint(rest)
		if n <= 0 {
			break
		}
		rest = rest[n:]
		if value == 0 && !first {
			end := len(t.pctab) - len(rest)
			return t.pctab[offset:end:end], nil
		}
		if _, n = binary.Uvarint(rest); n <= 0 {
			break
		}
		rest = rest[n:]
	}
	return nil, fmt.Errorf("the table of program counters at %#x breaks off", offset)
}

func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

func put32(b []byte, n uint32) { binary.LittleEndian.PutUint32(b, n) }
