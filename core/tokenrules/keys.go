package tokenrules

import (
	"context"
	"encoding/base64"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

const (
	// MostBytes is how long a document with keys may be: ten times and more what a
	// pool's has.
	MostBytes = 1 << 16
	// mostKeys is how many keys of it are used. A pool has two, and more for a
	// while when it changes them.
	mostKeys = 16
	// lifetime is how long keys are used, which is what the service says itself
	// (Cache-Control: max-age). One that is withdrawn counts no longer than that.
	lifetime = 24 * time.Hour
	// penalty is for how long after a request an unknown key makes no other: names
	// that somebody has made up must not become requests.
	penalty = 10 * time.Second
)

// mostDocuments is how many documents are kept. Their addresses come of a
// configuration, but a server may have any number of those.
const mostDocuments = 8

// Keys are the keys that issuers publish, as Import has made them. A document is
// fetched when a token names its first key, again when one names another, as after a
// change of keys, and when it is a day old. Whoever waits for it shares one request;
// and for ten seconds after one, an unknown key is refused without another. Nothing
// that came of a token is kept.
//
// All exported fields are required, but for Cached.
type Keys struct {
	// Load gets a document of at most MostBytes; what is longer is an error. Its
	// errors are those of a core.IdentityProvider. Fresh asks to pass over caches;
	// where it is not set, and Cached says so, the document may be an old one.
	Load   func(ctx context.Context, url string, fresh bool) (string, error)
	Cached bool
	// Import makes a key of a modulus in base64url (RFC 7518, section 6.3.1.1). The
	// exponent is 65537.
	Import func(ctx context.Context, modulus string) (any, error)
	JSON   core.JSONDecoder
	Clock  core.Clock

	loading   sync.Mutex // held while a request is under way
	mu        sync.Mutex
	documents map[string]*document // by address
}

// document is one of an issuer's. It does not change.
type document struct {
	keys  map[string]any
	fresh bool // it was no cache's
	came  time.Time
}

// find gives the key of that name in the document at that address.
func (k *Keys) find(ctx context.Context, url, kid string) (any, error) {
	key, due := k.look(url, kid)
	for due {
		if err := k.load(ctx, url, kid); err != nil {
			if key == nil {
				return nil, err
			}
			break // it was good yesterday
		}
		key, due = k.look(url, kid)
	}
	if key == nil {
		return nil, Refuse("is signed with a key that the pool does not have")
	}
	return key, nil
}

// look looks a key up, and tells whether a document is due: the first, or another.
func (k *Keys) look(url, kid string) (key any, due bool) {
	k.mu.Lock()
	d := k.documents[url]
	k.mu.Unlock()
	if d == nil {
		return nil, true
	}
	key = d.keys[kid]
	good := lifetime
	if key == nil {
		good = penalty
		if !d.fresh {
			good = 0
		}
	}
	// A clock that has been put back makes everything old.
	age := k.Clock.Now().Sub(d.came)
	return key, age < 0 || age >= good
}

// load makes the request, unless somebody else has while this one waited.
func (k *Keys) load(ctx context.Context, url, kid string) error {
	k.loading.Lock()
	defer k.loading.Unlock()
	if _, due := k.look(url, kid); !due {
		return nil
	}
	fresh := !k.Cached || k.documents[url] != nil
	text, err := k.Load(ctx, url, fresh)
	if err != nil {
		return err
	}
	keys, err := k.read(ctx, text)
	if err != nil {
		return err
	}
	k.mu.Lock()
	if len(k.documents)%mostDocuments == 0 {
		k.documents = map[string]*document{}
	}
	k.documents[url] = &document{keys, fresh, k.Clock.Now()}
	k.mu.Unlock()
	return nil
}

// wanted is what the members of a key must be (RFC 7517, section 4), those that may
// be left out last.
var wanted = [...][2]string{{"kty", "RSA"}, {"e", "AQAB"}, {"use", "sig"}, {"alg", Algorithm}}

// read takes the keys out of a document (RFC 7517, section 5), and leaves aside what
// is no such key, and what is too weak (RFC 7518, section 3.3) or too slow.
func (k *Keys) read(ctx context.Context, text string) (map[string]any, error) {
	document, err := k.JSON(text)
	object, _ := document.(core.Object)
	list, _ := object.Get("keys").([]core.Value)
	known := map[string]any{}
	for _, value := range list {
		jwk, _ := value.(core.Object)
		modulus := jwk.Text("n")
		n, err2 := base64.RawURLEncoding.DecodeString(modulus)
		good := err2 == nil && len(n) >= 2048/8 && len(n) <= 8192/8 && len(known) < mostKeys
		for i, w := range wanted {
			has := jwk.Text(w[0])
			good = good && (has == w[1] || has == "" && i >= 2)
		}
		if good {
			var key any
			if key, err2 = k.Import(ctx, modulus); err2 == nil {
				known[jwk.Text("kid")] = key
			} else {
				err = err2
			}
		}
	}
	if len(known) > 0 {
		return known, nil
	}
	if own, ok := err.(*core.Error); ok {
		return nil, own // there is nothing to import keys with
	}
	return nil, &core.Error{Code: core.InvalidResponse, Message: "What came for the pool's keys has none. Look for a proxy or a wrong address; nothing was changed."}
}
