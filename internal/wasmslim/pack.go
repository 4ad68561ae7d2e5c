package wasmslim

import (
	"fmt"
	"maps"
	"slices"
)

// stride is the distance of two records, or a part of it: the offsets of records then
// repeat their lower byte every four functions, which compresses better than records
// side by side. Most records fit, without what packRecords takes off their ends.
const stride = 64

// record returns the parts of the record at an offset.
func (t *table) record(offset int) (f, pcdata, funcdata []byte) {
	f = t.pclntable[offset:]
	npcdata, nfuncdata := 4*int(u32(f[fieldNpcdata:])), 4*int(f[fieldNfuncdata])
	return f[:recordSize], f[recordSize:][:npcdata], f[recordSize+npcdata:][:nfuncdata]
}

// neededPcdata reports whether a running program reads pcdata of this number.
func neededPcdata(i int) bool {
	return i != pcdataUnsafePoint && i != pcdataInlTreeIndex && i != pcdataArgLiveIndex
}

// neededFuncdata reports whether a running program reads funcdata of this number.
func neededFuncdata(i int) bool {
	return i != funcdataInlTree && i != funcdataArgInfo && i != funcdataArgLiveInfo
}

// packTables writes the tables in pctab that stay one behind the other, and returns
// where each has come to, by where it was. They are in the order of their first use,
// kind by kind, so that offsets in neighbouring records are alike.
func (t *table) packTables() (moved map[uint32]uint32, err error) {
	packed := []byte{0}
	moved = map[uint32]uint32{0: 0} // none (runtime/symtab.go:1021)
	add := func(from uint32) {
		if _, ok := moved[from]; ok || err != nil {
			return
		}
		var values []byte
		values, err = t.pcvalues(from)
		moved[from] = uint32(len(packed))
		packed = append(packed, values...)
	}
	for _, record := range t.records {
		f, _, _ := t.record(record)
		add(u32(f[fieldPcsp:]))
	}
	for i := range pcdataCount {
		for _, record := range t.records {
			if _, pcdata, _ := t.record(record); neededPcdata(i) && 4*i < len(pcdata) {
				add(u32(pcdata[4*i:]))
			}
		}
	}
	if err != nil {
		return nil, err
	}
	return moved, replace("pctab", t.pctab, packed)
}

// packBlobs writes the blobs of funcdata that stay one behind the other, in the order
// that they have, and returns where each has come to. All that is there are blobs of
// functions (cmd/link/internal/ld/pcln.go:545); one ends where the next one begins, at the latest.
func (t *table) packBlobs() (moved map[uint32]uint32, err error) {
	needed := map[uint32]bool{}
	for _, record := range t.records {
		_, _, funcdata := t.record(record)
		for i := range len(funcdata) / 4 {
			offset := u32(funcdata[4*i:])
			needed[offset] = needed[offset] || neededFuncdata(i)
		}
	}
	delete(needed, none)
	var packed []byte
	moved = map[uint32]uint32{none: none}
	offsets := slices.Sorted(maps.Keys(needed))
	for i, from := range offsets {
		if !needed[from] {
			continue
		}
		end := uint32(len(t.gofunc))
		if i+1 < len(offsets) {
			end = offsets[i+1]
		}
		for uint32(len(packed))%8 != from%8 { // aligned as before
			packed = append(packed, 0)
		}
		moved[from] = uint32(len(packed))
		packed = append(packed, t.gofunc[from:end]...)
	}
	return moved, replace("go:func.*", t.gofunc, packed)
}

// packRecords writes the records without what no running program needs, with names,
// tables and blobs where they are now. Pcdata and funcdata that are not there need no
// offsets at the end of a record: runtime/symtab.go:1241 and :1267 compare the numbers.
func (t *table) packRecords(names, tables, blobs map[uint32]uint32) error {
	end := 8*len(t.records) + 4 // of ftab
	packed := slices.Clone(t.pclntable[:end])
	for i, record := range t.records {
		f, pcdata, funcdata := t.record(record)
		f, pcdata, funcdata = slices.Clone(f), slices.Clone(pcdata), slices.Clone(funcdata)
		put32(f[fieldNameOff:], names[u32(f[fieldNameOff:])])
		put32(f[fieldPcsp:], tables[u32(f[fieldPcsp:])])
		for _, field := range []int{fieldPcfile, fieldPcln, fieldCuOffset, fieldStartLine} {
			put32(f[field:], 0)
		}
		npcdata, nfuncdata := 0, 0
		for j := range len(pcdata) / 4 {
			to := uint32(0)
			if neededPcdata(j) {
				to = tables[u32(pcdata[4*j:])]
			}
			put32(pcdata[4*j:], to)
			if to != 0 {
				npcdata = j + 1
			}
		}
		for j := range len(funcdata) / 4 {
			to := uint32(none)
			if neededFuncdata(j) {
				to = blobs[u32(funcdata[4*j:])]
			}
			put32(funcdata[4*j:], to)
			if to != none {
				nfuncdata = j + 1
			}
		}
		put32(f[fieldNpcdata:], uint32(npcdata))
		f[fieldNfuncdata] = byte(nfuncdata)

		packed = append(packed, make([]byte, -len(packed)&(stride-1))...)
		put32(packed[8*i+4:], uint32(len(packed)))
		packed = append(append(append(packed, f...), pcdata[:4*npcdata]...), funcdata[:4*nfuncdata]...)
	}
	return replace("pclntable", t.pclntable, packed)
}

// replace writes what is packed over a part of the table.
func replace(name string, part, packed []byte) error {
	if len(packed) > len(part) {
		return fmt.Errorf("%s has %d bytes, of which %d would be needed", name, len(part), len(packed))
	}
	clear(part)
	copy(part, packed)
	return nil
}
