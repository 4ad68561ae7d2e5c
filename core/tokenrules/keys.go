package tokenrules

import (
	"context"
	"encoding/base64"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

const (
	// MostBytes is the maximum length of a document with keys, more than ten times that of
	// a pool's.
	MostBytes = 1 << 16
	// mostKeys is how many of its keys are used. A pool has two, and temporarily more when
	// it changes them.
	mostKeys = 16
	// lifetime is the time after which the keys are fetched again. It is what the service
	// sends itself (Cache-Control: max-age).
	lifetime = 24 * time.Hour
	// pause is the time after a request in which an unknown key does not cause another:
	// made-up names must not cause many requests. It is short, since the pool's next key
	// cannot be told from a made-up name, and its tokens are refused during the pause.
	pause = time.Second
	// A failed request is repeated after backoff, then after twice as long, and so on, up
	// to longestBackoff.
	backoff        = 100 * time.Millisecond
	longestBackoff = 5 * time.Second
	// patience is how long to wait for an answer.
	patience = 10 * time.Second
)

// mostDocuments is how many documents are kept. Their addresses come from configurations, of
// which a server may have any number.
const mostDocuments = 8

// Keys keeps the keys that issuers publish, as Import returned them. A document is fetched
// when a token names a key that is unknown, as after a change of keys, and when it is a day
// old.
//
// A known key is returned without waiting: if its document is a day old, another one is
// fetched in the background, and a withdrawn key is accepted until that has arrived. Callers
// that need an unknown key share one request, and each waits for it until its own context
// ends. The request goes on without callers that leave, for at most ten seconds. For a second
// after an answer, an unknown key is refused without another request. After a failure it
// fails with the same error, for a tenth of a second at first and for at most five seconds.
// Nothing that comes from a token is kept.
//
// All exported fields are required, except for Cached.
type Keys struct {
	// Load fetches a document. One that is longer than MostBytes is an error. Its errors
	// are those of a core.IdentityProvider. With fresh it must bypass caches; without
	// fresh, and if Cached is set, the document may be an old one.
	Load   func(ctx context.Context, url string, fresh bool) (string, error)
	Cached bool
	// Import returns the key of a modulus in base64url (RFC 7518, section 6.3.1.1). The
	// exponent is 65537.
	Import func(ctx context.Context, modulus string) (any, error)
	JSON   core.JSONDecoder
	Clock  core.Clock

	mu        sync.Mutex
	documents map[string]*document // by address
}

// document is the document of an issuer, and the state of the last request for it.
type document struct {
	keys  map[string]any // nil until the first document has arrived; the map does not change
	fresh bool           // they do not come from a cache
	came  time.Time

	last    *request // nil before the first
	loading bool     // last is in progress
	ended   time.Time
	wait    time.Duration // after ended, until another request may be made
	backoff time.Duration // the wait after the last failure, 0 after an answer
}

// request is a request for a document. Its err may be read once done is closed.
type request struct {
	done chan struct{}
	err  error
}

// find returns the key of that name in the document at that address.
func (k *Keys) find(ctx context.Context, url, kid string) (any, error) {
	for ctx.Err() == nil {
		key, awaited := k.lookUp(ctx, url, kid)
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
	return nil, &core.Error{Reason: core.Aborted, Message: "The call was aborted before it was done.", Err: context.Cause(ctx)}
}

// lookUp returns a key, and begins a request if one is due. If there is no such key it
// returns the request to wait for, which may already have failed, or nil if the document was
// fetched recently and does not have the key.
func (k *Keys) lookUp(ctx context.Context, url, kid string) (key any, awaited *request) {
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

// within reports whether less than while has passed since then. It does not if the clock has
// been set back.
func (k *Keys) within(then time.Time, while time.Duration) bool {
	passed := k.Clock.Now().Sub(then)
	return passed >= 0 && passed < while
}

// load sends the request for a document, for all who wait for it.
func (k *Keys) load(ctx context.Context, d *document, url string, fresh bool) {
	ctx, cancel := context.WithCancel(ctx)
	stop := k.Clock.AfterFunc(patience, cancel)
	text, err := k.Load(ctx, url, fresh)
	var keys map[string]any
	if err == nil {
		keys, err = k.read(ctx, text)
	}
	if err != nil && ctx.Err() != nil {
		err = &core.Error{Reason: core.NetworkError, Message: "The pool's keys could not be obtained: no answer came in time.", Err: err}
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

// wanted are the required values of a key's members (RFC 7517, section 4). The last two may
// be omitted.
var wanted = [...][2]string{{"kty", "RSA"}, {"e", "AQAB"}, {"use", "sig"}, {"alg", Algorithm}}

// read returns the keys of a document (RFC 7517, section 5). It skips everything that is not
// such a key, is too weak (RFC 7518, section 3.3), even if leading zeros make it longer, or is
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
		return nil, own // keys cannot be imported here
	}
	return nil, &core.Error{Reason: core.InvalidResponse, Message: "What came for the pool's keys has none. Look for a proxy or a wrong address; nothing was changed."}
}
