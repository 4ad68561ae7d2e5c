// Package montgomery raises to powers modulo an odd number of up to 3072 bits, in constant time.
//
// It is for WebAssembly, which multiplies 64 bits to 64 and has no carries: numbers here have
// digits of 28 bits, whose products are added up without a carry. filippo.io/bigmod, which has
// assembly for processors, takes 2.7 times as long there.
//
// The algorithm is that of Montgomery, "Modular Multiplication Without Trial Division" (1985),
// with the products of each digit added before they are reduced (CIOS in Koç, Acar, Kaliski,
// "Analyzing and Comparing Montgomery Multiplication Algorithms", 1996). Since R is more than four
// times the modulus n, results below 2n are left as they are: there is no subtraction that
// depends on them (Walter, "Montgomery Exponentiation Needs No Final Subtractions", 1999).
package montgomery

import (
	"errors"
	"math/bits"
)

const (
	width  = 28  // of a digit
	digits = 110 // R is 2^3080
	mask   = 1<<width - 1
	window = 4 // bits of an exponent that a table is for
	// MaxSize is the largest size of a modulus, in bytes.
	MaxSize = 3072 / 8
)

// number is a number below R, its lowest digit first.
type number [digits]uint64

// A Modulus is an odd number, with what multiplications need of it.
type Modulus struct {
	n    number
	size int    // in bytes
	inv  uint64 // -1/n mod 2^28
	one  number // R mod n, which stands for 1
	rr   number // R^2 mod n, which turns a number into the one that stands for it
}

// NewModulus returns the modulus n, big-endian: odd, above 1, its first byte not zero. It takes
// time that depends on n, which is public.
func NewModulus(n []byte) (*Modulus, error) {
	if len(n) == 0 || len(n) > MaxSize || n[0] == 0 || n[len(n)-1]&1 == 0 || len(n) == 1 && n[0] == 1 {
		return nil, errors.New("montgomery: the modulus must be odd, above 1, and of at most 3072 bits")
	}
	m := &Modulus{n: parse(n), size: len(n)}
	// Newton's iteration doubles the bits that are right: 3, 6, 12, 24, 48.
	inv := m.n[0]
	for range 4 {
		inv *= 2 - m.n[0]*inv
	}
	m.inv = -inv & mask
	// The highest power of 2 below n, doubled until it is R.
	length := 8*(len(n)-1) + bits.Len8(n[0])
	m.one[(length-1)/width] = 1 << ((length - 1) % width)
	for range width*digits - (length - 1) {
		m.double(&m.one)
	}
	// What stands for 2, to the power of 3080, stands for R.
	two := m.one
	m.double(&two)
	m.rr = m.one
	for i := 11; i >= 0; i-- {
		m.mul(&m.rr, &m.rr, &m.rr)
		if width*digits>>i&1 == 1 {
			m.mul(&m.rr, &m.rr, &two)
		}
	}
	return m, nil
}

// Exp returns base^e mod n, as many bytes as n has, big-endian. The base must be below n. The
// time depends on the lengths alone.
func (m *Modulus) Exp(base, e []byte) []byte {
	var table [1 << window]number
	table[0] = m.one
	b := parse(base)
	m.mul(&table[1], &b, &m.rr)
	for i := 2; i < len(table); i++ {
		if i%2 == 0 {
			m.mul(&table[i], &table[i/2], &table[i/2])
		} else {
			m.mul(&table[i], &table[i-1], &table[1])
		}
	}
	z := m.one
	for i := range 2 * len(e) {
		power := pick(&table, e[i/2]>>(window*(1-i%2))&(1<<window-1))
		if i == 0 {
			z = power
			continue
		}
		for range window {
			m.mul(&z, &z, &z)
		}
		m.mul(&z, &z, &power)
	}
	return m.result(z)
}

// A Base is a number whose powers are wanted more than once, with what makes them faster: a
// quarter of the squares (Lim, Lee, "More Flexible Exponentiation with Precomputation", 1994).
type Base struct {
	m *Modulus
	// products has, at each sum of powers of 2, the product of the base to the power of 2^(64*i)
	// for each 2^i in that sum.
	products [1 << window]number
}

// ExponentSize is the size of the exponents of a [Base], in bytes.
const ExponentSize = 32

// rowLength is how many bits of the exponent each power in a table is for.
const rowLength = 8 * ExponentSize / window

// NewBase returns the base, which must be below n. It takes as long as half of an Exp.
func (m *Modulus) NewBase(base []byte) *Base {
	b := &Base{m: m}
	b.products[0] = m.one
	power := parse(base)
	m.mul(&power, &power, &m.rr)
	for row := 1; row < len(b.products); row *= 2 {
		for i := range row {
			m.mul(&b.products[row+i], &b.products[i], &power)
		}
		for i := 0; i < rowLength && 2*row < len(b.products); i++ {
			m.mul(&power, &power, &power)
		}
	}
	return b
}

// Exp returns base^e mod n as [Modulus.Exp] does, for an exponent of ExponentSize bytes.
func (b *Base) Exp(e []byte) []byte {
	z := b.m.one
	for at := rowLength - 1; at >= 0; at-- {
		b.m.mul(&z, &z, &z)
		var digit byte
		for row := range window {
			bit := row*rowLength + at
			digit |= e[ExponentSize-1-bit/8] >> (bit % 8) & 1 << row
		}
		product := pick(&b.products, digit)
		b.m.mul(&z, &z, &product)
	}
	return b.m.result(z)
}

// pick returns the number at a place in a table, and reads all of them.
func pick(table *[1 << window]number, place byte) (picked number) {
	for i := range table {
		equal := -(((uint64(i) ^ uint64(place)) - 1) >> 63) // all bits or none
		for j, d := range &table[i] {
			picked[j] |= d & equal
		}
	}
	return picked
}

// result returns the number that z stands for.
func (m *Modulus) result(z number) []byte {
	m.mul(&z, &z, &number{1})
	m.reduce(&z)
	return z.bytes(m.size)
}

// mul sets z to x*y/R mod n, or n more than that. Where x is y, a product of two digits is made
// once and counts twice.
//
// No sum overflows: each is of at most 2*110 products below 2^56, and a carry.
func (m *Modulus) mul(z, x, y *number) {
	var sum, twice number
	n, square := &m.n, x == y
	if square {
		for i, d := range x {
			twice[i] = d << 1
		}
		y = &twice
	}
	for place, d := range x {
		lowest := 0 // the place in y of the first product that is not made yet
		if square {
			lowest, twice[place] = place, d
		}
		q := (sum[0] + d*y[0]) * m.inv & mask
		carry := (sum[0] + d*y[0] + q*n[0]) >> width
		// Ten at once: Go's loops cost more in WebAssembly than what is in these.
		i := 0
		for ; i < digits-10 && i+10 < lowest; i += 10 {
			sum[i] = sum[i+1] + q*n[i+1]
			sum[i+1] = sum[i+2] + q*n[i+2]
			sum[i+2] = sum[i+3] + q*n[i+3]
			sum[i+3] = sum[i+4] + q*n[i+4]
			sum[i+4] = sum[i+5] + q*n[i+5]
			sum[i+5] = sum[i+6] + q*n[i+6]
			sum[i+6] = sum[i+7] + q*n[i+7]
			sum[i+7] = sum[i+8] + q*n[i+8]
			sum[i+8] = sum[i+9] + q*n[i+9]
			sum[i+9] = sum[i+10] + q*n[i+10]
		}
		for ; i < digits-10; i += 10 {
			sum[i] = sum[i+1] + d*y[i+1] + q*n[i+1]
			sum[i+1] = sum[i+2] + d*y[i+2] + q*n[i+2]
			sum[i+2] = sum[i+3] + d*y[i+3] + q*n[i+3]
			sum[i+3] = sum[i+4] + d*y[i+4] + q*n[i+4]
			sum[i+4] = sum[i+5] + d*y[i+5] + q*n[i+5]
			sum[i+5] = sum[i+6] + d*y[i+6] + q*n[i+6]
			sum[i+6] = sum[i+7] + d*y[i+7] + q*n[i+7]
			sum[i+7] = sum[i+8] + d*y[i+8] + q*n[i+8]
			sum[i+8] = sum[i+9] + d*y[i+9] + q*n[i+9]
			sum[i+9] = sum[i+10] + d*y[i+10] + q*n[i+10]
		}
		for i := digits - 10; i < digits-1; i++ {
			sum[i] = sum[i+1] + d*y[i+1] + q*n[i+1]
		}
		sum[digits-1] = 0
		sum[0] += carry
		twice[place] = 0
	}
	carry := uint64(0)
	for i, s := range sum {
		s += carry
		z[i] = s & mask
		carry = s >> width
	}
}

// double doubles a number below n.
func (m *Modulus) double(z *number) {
	carry := uint64(0)
	for i, d := range z {
		d = d<<1 | carry
		z[i] = d & mask
		carry = d >> width
	}
	m.reduce(z)
}

// reduce subtracts n from a number below 2n, unless that is below n.
func (m *Modulus) reduce(z *number) {
	var less number
	borrow := uint64(0)
	for i, d := range z {
		d -= m.n[i] + borrow
		less[i] = d & mask
		borrow = d >> 63
	}
	keep := -borrow
	for i := range z {
		z[i] = z[i]&keep | less[i]&^keep
	}
}

// parse returns the number of at most MaxSize bytes, big-endian.
func parse(b []byte) (z number) {
	for i := range b {
		at := 8 * i
		v := uint64(b[len(b)-1-i]) << (at % width)
		z[at/width] |= v & mask
		if v > mask {
			z[at/width+1] |= v >> width
		}
	}
	return z
}

// bytes returns a number in as many bytes, big-endian.
func (z *number) bytes(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		at := 8 * i
		v := z[at/width] >> (at % width)
		if at%width > width-8 {
			v |= z[at/width+1] << (width - at%width)
		}
		b[size-1-i] = byte(v)
	}
	return b
}
