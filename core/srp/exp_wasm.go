package srp

import (
	"filippo.io/bigmod"

	"github.com/cognitowasm/cognitowasm/core/internal/montgomery"
)

// exponentiations returns what takes less than half of bigmod's time in WebAssembly (DECISIONS 4).
func exponentiations(N []byte, g *group) (exp exponentiation, power func(e []byte) *bigmod.Nat) {
	m, err := montgomery.NewModulus(N)
	if err != nil {
		panic(err)
	}
	nat := func(b []byte) *bigmod.Nat {
		nat, err := bigmod.NewNat().SetBytes(b, g.n)
		if err != nil {
			panic(err) // impossible: it is below n
		}
		return nat
	}
	exp = func(base *bigmod.Nat, e []byte) *bigmod.Nat { return nat(m.Exp(base.Bytes(g.n), e)) }
	generator := m.NewBase(g.g.Bytes(g.n))
	return exp, func(e []byte) *bigmod.Nat {
		if len(e) != montgomery.ExponentSize {
			return exp(g.g, e)
		}
		return nat(generator.Exp(e))
	}
}
