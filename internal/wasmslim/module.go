package wasmslim

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Numbers of sections.
//
// https://webassembly.github.io/spec/core/binary/modules.html
const (
	sectionCustom    = 0
	sectionImport    = 2
	sectionMemory    = 5
	sectionCode      = 10
	sectionData      = 11
	sectionDataCount = 12
)

const (
	preamble = "\x00asm\x01\x00\x00\x00"
	pageSize = 64 << 10
	// maxImage is far beyond the data of any program of Go; above it are its variables
	// that begin as 0, at most.
	maxImage = 64 << 20
)

var errShort = errors.New("the module breaks off")

// module is a WebAssembly module, with the sections that matter here taken apart.
type module struct {
	// before and after are the bytes around the data section.
	before, after []byte
	// image is the memory as the data segments make it.
	image []byte
	// imports and bodies are how many functions are imported, and defined.
	imports, bodies int
	// goVersion is that of the compiler, "go1.26.8", or empty.
	goVersion string
}

// parse takes a module apart. The result does not share memory with it.
func parse(program []byte) (*module, error) {
	if len(program) < len(preamble) || string(program[:len(preamble)]) != preamble {
		return nil, errors.New("this is not a WebAssembly module of version 1")
	}
	var (
		m      module
		data   *reader
		memory uint64
		seen   [sectionDataCount + 1]bool
	)
	r := reader{rest: program[len(preamble):]}
	for len(r.rest) > 0 {
		begin := len(program) - len(r.rest)
		id := r.byte()
		section := reader{rest: r.take(r.uint())}
		if r.err != nil {
			return nil, r.err
		}
		if int(id) >= len(seen) || id != sectionCustom && seen[id] {
			return nil, fmt.Errorf("section %d is unknown, or there twice", id)
		}
		seen[id] = true
		switch id {
		case sectionCustom:
			if string(section.take(section.uint())) == "producers" {
				m.goVersion = section.producer("language", "Go")
			}
		case sectionImport:
			m.imports = section.imports()
		case sectionMemory:
			memory = section.memory()
		case sectionCode:
			m.bodies = int(section.uint())
		case sectionData:
			data = &section
			m.before = append([]byte(nil), program[:begin]...)
			m.after = append([]byte(nil), r.rest...)
		case sectionDataCount:
			// Go's linker writes none, and it would have to change as well.
			return nil, errors.New("a section counts the data segments, which Go's linker does not write")
		}
		if section.err != nil {
			return nil, fmt.Errorf("section %d: %w", id, section.err)
		}
	}
	if data == nil {
		return nil, errors.New("there is no data section")
	}
	var err error
	if m.image, err = data.image(memory); err != nil {
		return nil, fmt.Errorf("section %d: %w", sectionData, err)
	}
	return &m, nil
}

// encode returns the module with its image in as few segments as omit all runs
// of more than gap zeros.
func (m *module) encode(gap int) []byte {
	var segments []byte
	count := uint64(0)
	for at := 0; at < len(m.image); {
		if m.image[at] == 0 {
			at++
			continue
		}
		end := at + 1 // of the segment: behind its last byte that is not 0
		for i := end; i < len(m.image) && i-end <= gap; i++ {
			if m.image[i] != 0 {
				end = i + 1
			}
		}
		segments = append(segments, 0, 0x41) // memory 0, i32.const
		segments = appendSigned(segments, int64(at))
		segments = append(segments, 0x0b) // end
		segments = binary.AppendUvarint(segments, uint64(end-at))
		segments = append(segments, m.image[at:end]...)
		count++
		at = end
	}
	head := binary.AppendUvarint(nil, count)
	out := make([]byte, 0, len(m.before)+len(segments)+len(m.after)+32)
	out = append(out, m.before...)
	out = append(out, sectionData)
	out = binary.AppendUvarint(out, uint64(len(head)+len(segments)))
	out = append(out, head...)
	out = append(out, segments...)
	return append(out, m.after...)
}

// reader takes values off the front of some bytes. After an error it returns zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.rest = nil
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.fail(errShort)
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.fail(errShort)
		return nil
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

// uint reads an unsigned number of at most 32 bits.
func (r *reader) uint() uint64 {
	n, length := binary.Uvarint(r.rest)
	if length <= 0 || n > 1<<32-1 {
		r.fail(errors.New("a number is broken"))
		return 0
	}
	r.rest = r.rest[length:]
	return n
}

// signed reads a signed number of at most 32 bits.
func (r *reader) signed() int64 {
	var n int64
	for shift := 0; shift < 35; shift += 7 {
		b := r.byte()
		n |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				n |= -1 << (shift + 7)
			}
			return n
		}
	}
	r.fail(errors.New("a number is broken"))
	return 0
}

func appendSigned(out []byte, n int64) []byte {
	for {
		b := byte(n & 0x7f)
		n >>= 7
		if n == 0 && b&0x40 == 0 || n == -1 && b&0x40 != 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}

// producer returns the version of a producer of a kind, or nothing where there is none
// (asm.go:585).
//
// https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md
func (r *reader) producer(kind, name string) (found string) {
	fields := r.uint()
	for i := uint64(0); i < fields && r.err == nil; i++ {
		field := string(r.take(r.uint()))
		values := r.uint()
		for j := uint64(0); j < values && r.err == nil; j++ {
			of, version := string(r.take(r.uint())), string(r.take(r.uint()))
			if field == kind && of == name {
				found = version
			}
		}
	}
	return found
}

// imports counts the imported functions. Go imports nothing else.
func (r *reader) imports() int {
	count := r.uint()
	for i := uint64(0); i < count && r.err == nil; i++ {
		r.take(r.uint()) // the host's module
		r.take(r.uint()) // the name
		if kind := r.byte(); kind != 0 && r.err == nil {
			r.fail(fmt.Errorf("an import of kind %d, where Go imports functions alone", kind))
		}
		r.uint() // the type
	}
	return int(count)
}

// memory returns the bytes that the only memory begins with.
func (r *reader) memory() uint64 {
	if count := r.uint(); count != 1 && r.err == nil {
		r.fail(fmt.Errorf("%d memories, where Go has 1", count))
	}
	if limits := r.byte(); limits > 1 {
		r.fail(fmt.Errorf("limits of kind %d of the memory", limits))
	}
	return r.uint() * pageSize
}

// image puts the data segments together.
func (r *reader) image(memory uint64) ([]byte, error) {
	type segment struct {
		at   uint64
		data []byte
	}
	var segments []segment
	size := min(memory, maxImage)
	count := r.uint()
	for i := uint64(0); i < count && r.err == nil; i++ {
		if kind := r.byte(); kind != 0 && r.err == nil {
			r.fail(fmt.Errorf("a segment of kind %d, where Go writes active ones of memory 0", kind))
		}
		if op := r.byte(); op != 0x41 && r.err == nil {
			r.fail(fmt.Errorf("a segment's address by instruction %#x, where Go writes i32.const", op))
		}
		at := uint64(uint32(r.signed()))
		if op := r.byte(); op != 0x0b && r.err == nil {
			r.fail(errors.New("a segment's address that is more than a constant"))
		}
		data := r.take(r.uint())
		if at+uint64(len(data)) > size {
			r.fail(fmt.Errorf("a segment up to %#x, in a memory of %#x bytes", at+uint64(len(data)), size))
		}
		segments = append(segments, segment{at, data})
	}
	if r.err == nil && len(r.rest) > 0 {
		r.fail(errors.New("there is more than the segments"))
	}
	if r.err != nil {
		return nil, r.err
	}
	image := make([]byte, size)
	for _, s := range segments {
		copy(image[s.at:], s.data)
	}
	return image, nil
}
