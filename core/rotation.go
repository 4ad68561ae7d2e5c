package core

import "context"

// rotates reports whether an earlier refusal has shown that the app client rotates refresh
// tokens.
func (p *Pool) rotates(ctx context.Context) bool {
	by, err := p.get(ctx, rotationKey(p.config.ClientID))
	return err == nil && by == string(RefreshRotating)
}

// rememberRotation stores which operation works. It ignores errors: the next refresh then
// finds out again.
func (p *Pool) rememberRotation(ctx context.Context, rotating bool) {
	if key := rotationKey(p.config.ClientID); rotating {
		_ = p.config.Storage.Set(ctx, key, string(RefreshRotating))
	} else {
		_ = p.config.Storage.Remove(ctx, key)
	}
}
