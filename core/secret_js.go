package core

// A page cannot keep a secret: whoever loads it can read it. So the program for
// pages has nothing that could send one; the constant keeps even the calls out.

func (p *Pool) withSecret(_ string, input Object) Object { return input }

func (s *signIn) ownName(Object) {}

func (r *refreshRun) secretHash() Value { return nil }
