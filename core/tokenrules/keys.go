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
	// lifetime is after how long other keys are fetched, which is what the service says
	// itself (Cache-Control: max-age).
	lifetime = 24 * time.Hour
	// pause is for how long after a request an unknown key makes no other: names that
	// somebody has made up must not become requests. It is short, since nobody can tell
	// those from the pool's next key, whose tokens are refused meanwhile.
	pause = time.Second
	// A request that has failed is made again after backoff, after twice as long when
	// that fails too, and so on, up to longestBackoff.
	backoff        = 100 * time.Millisecond
	longestBackoff = 5 * time.Second
	// patience is for how long an answer is waited for.
	patience = 10 * time.Second
)

// mostDocuments is how many documents are kept. Their addresses come of a
// configuration, but a server may have any number of those.
const mostDocuments = 8

// Keys are the keys that issuers publish, as Import has made them. A document is
// fetched when a token names its first key, again when one names another, as after a
// change of keys, and when it is a day old.
//
// A key that is known is given without waiting: where its document is a day old,
// another one is fetched meanwhile, and a key that was withdrawn counts until that has
// come. Whoever names an unknown key waits for the one request that is under way, each
// until its own context ends; a request goes on without those who leave, for ten
// seconds at most. For a second after an answer, an unknown key is refused without
// another request. After a failure it gets the same error, for a tenth of a second at
// first and for five seconds at most. Nothing that came of a token is kept.
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

	mu        sync.Mutex
	documents map[string]*document // by address
}

// document is one of an issuer's, and what became of the last request for it.
type document struct {
	keys  map[string]any // nil until the first has come; does not change
	fresh bool           // they were no cache's
	came  time.Time

	last    *request // nil before the first
	loading bool     // last is under way
	ended   time.Time
	wait    time.Duration // for how long after ended there is no other request
	backoff time.Duration // the last wait that was a failure's, 0 after an answer
}

// request is one for a document. Its err may be read when done is closed.
type request struct {
	done chan struct{}
	err  error
}

// find returns the key of that name in the document at that address.
func (k *Keys) find(ctx context.Context, url, kid string) (any, error) {
	for ctx.Err() == nil {
		key, awaited := k.look(ctx, url, kid)
		if key != nil {
			return key, nil
		}
		if awaited == nil {
			return nil, Refuse("is signed with a key that the pool does not have")
		}
		select {
		case <-awaited.done:
			if awaited.err != nil {
				return nil, awaited.err
			}
		case <-ctx.Done():
		}
	}
	return nil, &core.Error{Code: core.Aborted, Message: "The call was aborted before it was done.", Err: context.Cause(ctx)}
}

// look looks a key up, and begins a request where one is due. Where there is no key it
// returns the request to wait for, which may have failed already, or nil where the
// document has come lately and does not have it.
func (k *Keys) look(ctx context.Context, url, kid string) (key any, awaited *request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	d := k.documents[url]
	if d == nil {
		if len(k.documents)%mostDocuments == 0 {
			k.documents = map[string]*document{}
		}
		d = new(document)
		k.documents[url] = d
	}
	key = d.keys[kid]
	switch {
	case d.loading || key != nil && k.within(d.came, lifetime):
	case !k.within(d.ended, d.wait):
		d.last, d.loading = &request{done: make(chan struct{})}, true
		go k.load(context.WithoutCancel(ctx), d, url, !k.Cached || d.keys != nil)
	case d.last.err == nil:
		return key, nil
	}
	return key, d.last
}

// within reports whether less than a while has passed since then. A clock that has
// been put back makes everything old.
func (k *Keys) within(then time.Time, while time.Duration) bool {
	passed := k.Clock.Now().Sub(then)
	return passed >= 0 && passed < while
}

// load makes a document's request, for all who wait for it.
func (k *Keys) load(ctx context.Context, d *document, url string, fresh bool) {
	ctx, cancel := context.WithCancel(ctx)
	stop := k.Clock.AfterFunc(patience, cancel)
	text, err := k.Load(ctx, url, fresh)
	var keys map[string]any
	if err == nil {
		keys, err = k.read(ctx, text)
	}
	if err != nil && ctx.Err() != nil {
		err = &core.Error{Code: core.NetworkError, Message: "The pool's keys could not be obtained: no answer came in time.", Err: err}
	}
	stop()
	cancel()

	k.mu.Lock()
	defer k.mu.Unlock()
	d.ended, d.loading = k.Clock.Now(), false
	if err != nil {
		d.backoff = min(max(backoff, 2*d.backoff), longestBackoff)
		d.wait = d.backoff
	} else {
		d.keys, d.fresh, d.came, d.backoff, d.wait = keys, fresh, d.ended, 0, pause
		if !fresh {
			d.wait = 0
		}
	}
	d.last.err = err
	close(d.last.done)
}

// wanted is what the members of a key must be (RFC 7517, section 4), those that may
// be left out last.
var wanted = [...][2]string{{"kty", "RSA"}, {"e", "AQAB"}, {"use", "sig"}, {"alg", Algorithm}}

// read takes the keys out of a document (RFC 7517, section 5), and leaves aside what
// is no such key, and what is too weak (RFC 7518, section 3.3), also behind zeros, or
// too slow.
func (k *Keys) read(ctx context.Context, text string) (map[string]any, error) {
	document, err := k.JSON(text)
	object, _ := document.(core.Object)
	list, _ := object.Get("keys").([]core.Value)
	known := map[string]any{}
	for _, value := range list {
		jwk, _ := value.(core.Object)
		modulus := jwk.Text("n")
		n, err2 := base64.RawURLEncoding.DecodeString(modulus)
		good := err2 == nil && len(n) >= 2048/8 && len(n) <= 8192/8 && n[0] != 0 && len(known) < mostKeys
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
