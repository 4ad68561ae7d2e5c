//go:build !wasm

package srp

import "filippo.io/bigmod"

func newExponentiation(_ []byte, n *bigmod.Modulus) exponentiation {
	return func(base *bigmod.Nat, e []byte) *bigmod.Nat { return bigmod.NewNat().Exp(base, e, n) }
}
