//go:build !js

package awsidp

import (
	"io"
	"net/http"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// plainBodies sends by another client, and hides from net/http that the SDK's
// request bodies have a WriteTo method. smithy-go (1.26.0 to 1.28.8) closes a
// body as soon as there is a reply, and WriteTo of a closed body is an error;
// where a server answers before net/http has looked for the body's end, the
// connection is then closed under the reply. Read of a closed body is harmless.
type plainBodies struct{ cognito.HTTPClient }

func (c plainBodies) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		req = req.Clone(req.Context())
		req.Body = struct{ io.ReadCloser }{req.Body}
	}
	return c.HTTPClient.Do(req)
}

func withPlainBodies(o *cognito.Options) { o.HTTPClient = plainBodies{o.HTTPClient} }
