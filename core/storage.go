package core

import "context"

// get reads a key. An error names the key.
func (p *Pool) get(ctx context.Context, key string) (string, error) {
	value, err := p.config.Storage.Get(ctx, key)
	if err != nil {
		return "", storageError("read", key, err)
	}
	return value, nil
}

type storageEntry struct{ key, value string }

// put writes all entries or none: if one is refused, it restores the others, so that
// nobody ever reads half of a session.
func (p *Pool) put(ctx context.Context, entries ...storageEntry) error {
	before := make([]storageEntry, 0, len(entries))
	for _, e := range entries {
		old, err := p.get(ctx, e.key)
		if err == nil {
			before = append(before, storageEntry{e.key, old})
			if err = p.config.Storage.Set(ctx, e.key, e.value); err != nil {
				err = storageError("write", e.key, err)
			}
		}
		if err != nil {
			for _, e := range before {
				p.restore(context.WithoutCancel(ctx), e) // ctx may have ended
			}
			return err
		}
	}
	return nil
}

// restore puts an old value back. It ignores errors, since the caller already returns one.
// If the old value cannot be stored, the key is removed: the new value must not be read
// together with the old values of other keys.
func (p *Pool) restore(ctx context.Context, e storageEntry) {
	if now, err := p.get(ctx, e.key); err == nil && now == e.value {
		return // nothing was written
	}
	if e.value == "" || p.config.Storage.Set(ctx, e.key, e.value) != nil {
		_ = p.config.Storage.Remove(ctx, e.key)
	}
}

// remove removes all keys. It continues after an error, so that as little as possible is
// left, and returns the first.
func (p *Pool) remove(ctx context.Context, keys ...string) error {
	var first error
	for _, key := range keys {
		if err := p.config.Storage.Remove(ctx, key); err != nil && first == nil {
			first = storageError("remove", key, err)
		}
	}
	return first
}

func storageError(verb, key string, err error) *Error {
	if own, ok := err.(*Error); native && ok && own.Reason == StorageBlocked {
		return own // the storage has its own message
	}
	return &Error{Reason: StorageBlocked, Err: err, Key: key, Message: "The storage refused to " + verb + " the key " + key +
		". It may be full or blocked; choose another one with the option Storage."}
}
