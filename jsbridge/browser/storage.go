//go:build js && wasm

package browser

import (
	"context"
	"errors"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// Storage keeps text in a JavaScript object that has getItem, setItem and
// removeItem, as localStorage does. Their results may be promises.
type Storage struct {
	Object safejs.Value
}

var _ core.Storage = Storage{}

// DefaultStorage returns the default storage of a page: localStorage, or memory if there is
// none or the browser blocks it, as upstream does in private windows. On a server it returns
// nil, even if there is something called localStorage: a default would be shared by all
// visitors.
func DefaultStorage() core.Storage {
	if !inPage() {
		return nil
	}
	if local, err := localStorage(); err == nil {
		return local
	}
	return &core.MemoryStorage{}
}

// localStorage returns the page's localStorage, or an error if there is none or the browser
// blocks it. One that is full is used, since it may have the session (as in
// jsbridge/js/page/state/storage.ts).
func localStorage() (Storage, error) {
	object, err := jsbridge.Get(safejs.Global(), "localStorage") // throws if it is blocked
	if err != nil {
		return Storage{}, err
	}
	if object.Type() != safejs.TypeObject {
		return Storage{}, errors.New("there is no localStorage here")
	}
	// What has something in it needs no test, which other tabs would hear.
	length, err := jsbridge.Get(object, "length")
	if filled, _ := length.Truthy(); err == nil && filled {
		return Storage{Object: object}, nil
	}
	const probe = "aws.cognito.test-ls" // upstream's, so that applications' filters know it
	_, err = jsbridge.CallMethod(object, "setItem", probe, "1")
	if err == nil {
		_, err = jsbridge.CallMethod(object, "removeItem", probe)
	}
	return Storage{Object: object}, err
}

// Get returns the text under key, or "" for null and undefined.
func (s Storage) Get(ctx context.Context, key string) (string, error) {
	value, err := s.call(ctx, "getItem", key)
	if err != nil || value.IsNull() || value.IsUndefined() {
		return "", err
	}
	if value.Type() == safejs.TypeString {
		return value.String()
	}
	// A storage of the page may return a number that was stored.
	if value, err = jsbridge.Call("String", value); err != nil {
		return "", err
	}
	return value.String()
}

// Set stores value under key.
func (s Storage) Set(ctx context.Context, key, value string) error {
	_, err := s.call(ctx, "setItem", key, value)
	return err
}

// Remove removes key.
func (s Storage) Remove(ctx context.Context, key string) error {
	_, err := s.call(ctx, "removeItem", key)
	return err
}

func (s Storage) call(ctx context.Context, method string, args ...any) (safejs.Value, error) {
	result, err := jsbridge.CallMethod(s.Object, method, args...)
	if err != nil {
		return result, err
	}
	return jsbridge.Await(ctx, result)
}
