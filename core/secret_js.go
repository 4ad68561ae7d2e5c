package core

// A page cannot keep a secret: whoever loads the page can read it. So the Wasm module
// contains nothing that could send one; the constant native removes even the calls.

func (p *Pool) withSecret(_ string, input Object) Object { return input }

func (s *signIn) ownName(Object) {}

func (r *refreshRun) secretHash() Value { return nil }
