package core

import "context"

// rotates tells what an earlier refusal has taught about the app client.
func (p *Pool) rotates(ctx context.Context) bool {
	by, err := p.get(ctx, rotationKey(p.config.ClientID))
	return err == nil && by == string(RefreshRotating)
}

// rememberRotation does what it can: without it, the next refresh learns again.
func (p *Pool) rememberRotation(ctx context.Context, rotating bool) {
	if key := rotationKey(p.config.ClientID); rotating {
		_ = p.config.Storage.Set(ctx, key, string(RefreshRotating))
	} else {
		_ = p.config.Storage.Remove(ctx, key)
	}
}
