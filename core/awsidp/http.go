//go:build !js || awssdk

package awsidp

import (
	"bytes"
	"io"
	"net/http"
	"time"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// exchange sends one call with the program's client, and keeps the reply: the SDK's types
// lose unknown members, empty strings, and how numbers were written.
type exchange struct {
	cognito.HTTPClient
	header http.Header // of the last answer
	body   []byte
	lost   error // why the body is incomplete
}

func (e *exchange) options(o *cognito.Options) { e.HTTPClient, o.HTTPClient = o.HTTPClient, e }

// Do sends a request. It hides from net/http that the SDK's request bodies have a
// WriteTo method: smithy-go (1.26.0 to 1.28.8) closes a body as soon as there is a reply,
// and WriteTo of a closed body is an error. If a server answers before net/http has seen the
// body's end, the connection is then closed while the reply is read. Read of a closed body
// is harmless.
func (e *exchange) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		req = req.Clone(req.Context())
		req.Body = struct{ io.ReadCloser }{req.Body}
	}
	e.header, e.body, e.lost = nil, nil, nil
	response, err := e.HTTPClient.Do(req)
	if err != nil {
		return response, err
	}
	e.header = response.Header
	if response.Body != nil {
		e.body, e.lost = io.ReadAll(response.Body)
		_ = response.Body.Close()
		var whole io.Reader = bytes.NewReader(e.body)
		if e.lost != nil {
			whole = io.MultiReader(whole, failing{e.lost})
		}
		response.Body = io.NopCloser(whole)
	}
	return response, nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// whole reports whether an answer has arrived completely.
func (e *exchange) whole() bool { return e.header != nil && e.lost == nil }

// date returns the service's time, or the zero Time.
func (e *exchange) date() time.Time {
	date, err := http.ParseTime(e.header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return date
}
