package wasmslim

import (
	"encoding/binary"
	"strings"
)

// synthetic is a small module with a table of functions of its own. Its fields can be
// changed before it is encoded.
type synthetic struct {
	goVersion string
	magic     string
	names     []string // of the functions
	npcdata   int
	nfuncdata int
	pctab     []byte
	// change is called with the image and the address of moduledata.
	change func(image []byte, moduledata int)
	// sections are written before that of the data.
	sections []byte
}

// Addresses in the image.
const (
	syntheticHeader = 4096
	syntheticFirst  = syntheticHeader + headerSize
)

func newSynthetic() *synthetic {
	return &synthetic{
		goVersion: known + ".8",
		magic:     header,
		names:     []string{"go:buildid", "runtime.goexit", "runtime.(*itab).init", "main.(*T).F", "reflect.makeFuncStub", "main.main"},
		npcdata:   pcdataCount,
		nfuncdata: funcdataCount,
		// Seven tables of four bytes, from offset 1.
		pctab: append([]byte{0}, strings.Repeat("\x02\x01\x00\x00", 7)...),
	}
}

// encode returns the module.
func (s *synthetic) encode() []byte {
	le := binary.LittleEndian
	align := func(b []byte) []byte { return append(b, make([]byte, -len(b)&7)...) }

	var funcnametab []byte
	var nameOffsets []int
	for _, name := range s.names {
		nameOffsets = append(nameOffsets, len(funcnametab))
		funcnametab = append(append(funcnametab, name...), 0)
	}
	funcnametab = align(append(funcnametab, make([]byte, 64)...))
	cutab := []byte{0, 0, 0, 0, 9, 0, 0, 0}
	filetab := align([]byte("main.go\x00"))
	pctab := align(append([]byte(nil), s.pctab...))

	ftab := make([]byte, len(s.names)*8+4)
	le.PutUint32(ftab[len(s.names)*8:], uint32(funcValueOffset+len(s.names)))
	for i := range s.names {
		// These records have all that a record can have, and do not fit in a stride.
		ftab = append(ftab, make([]byte, -len(ftab)&(2*stride-1))...)
		le.PutUint32(ftab[i*8:], uint32(funcValueOffset+i))
		le.PutUint32(ftab[i*8+4:], uint32(len(ftab)))
		record := make([]byte, recordSize)
		le.PutUint32(record[fieldEntryOff:], uint32(funcValueOffset+i))
		le.PutUint32(record[fieldNameOff:], uint32(nameOffsets[i]))
		for j, field := range []int{fieldPcsp, fieldPcfile, fieldPcln} {
			le.PutUint32(record[field:], uint32(1+4*j))
		}
		le.PutUint32(record[fieldNpcdata:], uint32(s.npcdata))
		le.PutUint32(record[fieldCuOffset:], 1)
		le.PutUint32(record[fieldStartLine:], uint32(10*i))
		record[fieldNfuncdata] = byte(s.nfuncdata)
		for j := range s.npcdata {
			record = le.AppendUint32(record, uint32(1+4*(j%4+3)))
		}
		for j := range s.nfuncdata {
			record = le.AppendUint32(record, uint32(8*j))
		}
		ftab = append(ftab, record...)
	}
	ftab = align(ftab)
	gofunc := make([]byte, 8*funcdataCount) // small maps, lists and trees
	for i := range gofunc {
		gofunc[i] = byte(i % 8 / 4)
	}
	var findfunctab []byte
	for i := range (len(s.names)-1)*bucketsPerFunction + 1 {
		findfunctab = le.AppendUint32(findfunctab, uint32(i/bucketsPerFunction))
		findfunctab = append(findfunctab, make([]byte, 16)...)
	}
	findfunctab = findfunctab[:len(findfunctab)-15]

	image := make([]byte, syntheticFirst)
	copy(image[syntheticHeader:], s.magic)
	le.PutUint64(image[syntheticHeader+8:], uint64(len(s.names)))
	le.PutUint64(image[syntheticHeader+16:], 1)
	words := []uint64{syntheticHeader}
	for i, part := range [][]byte{funcnametab, cutab, filetab, pctab, ftab} {
		le.PutUint64(image[syntheticHeader+32+8*i:], uint64(len(image)-syntheticHeader))
		n := uint64(len(part))
		if i == 1 {
			n /= 4
		}
		words = append(words, uint64(len(image)), n, n)
		image = append(image, part...)
	}
	words = append(words, words[wordPclntable], uint64(len(s.names)+1), uint64(len(s.names)+1))
	words = append(words, uint64(len(image)+len(gofunc)))
	words = append(words, funcValueOffset<<16, uint64(funcValueOffset+len(s.names)-1)<<16+1)
	words = append(words, make([]uint64, wordGofunc-len(words))...)
	words = append(words, uint64(len(image)))
	image = append(append(image, gofunc...), findfunctab...)
	words = append(words, uint64(len(image)))
	image = align(image)
	moduledata := len(image)
	for _, word := range words {
		image = le.AppendUint64(image, word)
	}
	if s.change != nil {
		s.change(image, moduledata)
	}

	out := []byte(preamble)
	section := func(id byte, content ...byte) {
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(content)))
		out = append(out, content...)
	}
	section(sectionImport, append([]byte{1, 4}, "gojs\x04name\x00\x00"...)...)
	section(sectionMemory, 1, 0, 4)
	section(sectionCode, append([]byte{byte(len(s.names))}, strings.Repeat("\x02\x00\x0b", len(s.names))...)...)
	out = append(out, s.sections...)
	// One segment up to the middle, one from there on, and one that comes again.
	half := len(image) / 2
	data := []byte{3}
	for _, at := range []int{0, half, 0} {
		end := len(image)
		if at < half {
			end = half
		}
		data = append(data, 0, 0x41)
		data = appendSigned(data, int64(at))
		data = append(data, 0x0b)
		data = binary.AppendUvarint(data, uint64(end-at))
		data = append(data, image[at:end]...)
	}
	section(sectionData, data...)
	producers := []byte("\x09producers\x02\x08language\x01\x02Go")
	producers = append(append(producers, byte(len(s.goVersion))), s.goVersion...)
	section(sectionCustom, append(producers, "\x0cprocessed-by\x01\x02Go\x06go1.99"...)...)
	return out
}
