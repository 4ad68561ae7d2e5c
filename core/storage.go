package core

import "context"

// get reads a key, naming it in the error.
func (p *Pool) get(ctx context.Context, key string) (string, error) {
	value, err := p.config.Storage.Get(ctx, key)
	if err != nil {
		return "", storageError("read", key, err)
	}
	return value, nil
}

type storageEntry struct{ key, value string }

// put writes all entries or none: when one is refused, those already written
// get their old values back, or none, so that no half of a session is ever read.
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
				p.restore(context.WithoutCancel(ctx), e) // ctx's end may be the reason
			}
			return err
		}
	}
	return nil
}

// restore does what it can: a storage that fails here fails the caller already.
// Where not even the old value can be put back, there is to be none: it must not
// be read together with what is left of the others.
func (p *Pool) restore(ctx context.Context, e storageEntry) {
	if now, err := p.get(ctx, e.key); err == nil && now == e.value {
		return // what was refused is as it was
	}
	if e.value == "" || p.config.Storage.Set(ctx, e.key, e.value) != nil {
		_ = p.config.Storage.Remove(ctx, e.key)
	}
}

// remove takes all keys away. It goes on after a failure, so that as little as
// possible stays, and reports the first.
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
	if own, ok := err.(*Error); native && ok && own.Code == StorageError {
		return own // a storage that has words of its own
	}
	return &Error{Code: StorageError, Err: err, Key: key, Message: "The storage refused to " + verb + " the key " + key +
		". It may be full or blocked; choose another one with the option Storage."}
}
