//go:build !wasm

package srp

import "filippo.io/bigmod"

func exponentiations(_ []byte, g *group) (exp exponentiation, power func(e []byte) *bigmod.Nat) {
	exp = func(base *bigmod.Nat, e []byte) *bigmod.Nat { return bigmod.NewNat().Exp(base, e, g.n) }
	return exp, func(e []byte) *bigmod.Nat { return exp(g.g, e) }
}
