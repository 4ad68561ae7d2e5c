// Package fakeidentitypool is an in-memory Amazon Cognito identity pool for tests: it
// exchanges ID tokens of a user pool for made-up AWS credentials.
//
// The tokens are checked as the service checks them: signature, issuer, audience, lifetime and
// use. So a test that gets credentials from it has sent the right token under the right key of
// Logins. [Server] has the operations GetId and GetCredentialsForIdentity, and only for users
// who are signed in.
package fakeidentitypool

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// DefaultID is the default of Server.ID.
const DefaultID = "us-east-1:00000000-0000-4000-8000-000000000000"

// Server is an identity pool with one user pool as its provider. Its fields are options: set
// them before the first request. It is an http.Handler.
type Server struct {
	// ID is the identity pool's id; empty means DefaultID. The text before the colon is the
	// region.
	ID string

	// Issuer is the claim iss of the user pool's tokens, and without its scheme the key of
	// Logins: for the service cognito-idp.<region>.amazonaws.com/<pool id>.
	Issuer string

	// LoginsKey is the key of Logins if it is not the issuer without its scheme, as in tests
	// where the issuer is the address of a fake.
	LoginsKey string

	// ClientID is the app client whose tokens are accepted: their claim aud.
	ClientID string

	// JWKS is the user pool's JSON Web Key Set.
	JWKS []byte

	// Now is the server's clock. Nil means time.Now.
	Now func() time.Time

	// AllowedOrigin is the origin that CORS admits; empty means all, as in the service.
	AllowedOrigin string

	mu         sync.Mutex
	identities map[string]string // ids of identities by the user's sub
}

// credentialsLifetime is how long credentials are valid.
const credentialsLifetime = time.Hour

const (
	targetPrefix = "AWSCognitoIdentityService."
	contentType  = "application/x-amz-json-1.1"
	maxBody      = 1 << 20
)

// apiError is an error that the API returns. Most of the service's texts are not known.
type apiError struct{ code, message string }

func (e *apiError) Error() string { return e.code + ": " + e.message }

func notAuthorized(message string) error { return &apiError{"NotAuthorizedException", message} }

// ServeHTTP answers API requests and their CORS preflights.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	origin := s.AllowedOrigin
	if origin == "" {
		origin = "*"
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date")
	switch r.Method {
	case http.MethodOptions:
		w.Header().Set("Access-Control-Allow-Methods", "POST")
		w.Header().Set("Access-Control-Allow-Headers",
			"amz-sdk-invocation-id,amz-sdk-request,authorization,cache-control,content-type,x-amz-content-sha256,x-amz-date,x-amz-security-token,x-amz-target,x-amz-user-agent")
		return
	case http.MethodPost:
	default:
		http.NotFound(w, r)
		return
	}
	out, err := s.process(r)
	if err != nil {
		e, known := errors.AsType[*apiError](err)
		if !known {
			e = &apiError{"InternalErrorException", "Something went wrong"}
		}
		w.Header().Set("X-Amzn-Errortype", e.code+":")
		write(w, http.StatusBadRequest, map[string]string{"__type": e.code, "message": e.message})
		return
	}
	write(w, http.StatusOK, out)
}

func write(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

// process checks the envelope of a request and runs its operation.
func (s *Server) process(r *http.Request) (any, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != contentType {
		return nil, &apiError{"UnknownOperationException", "Content-Type is not " + contentType}
	}
	operation, named := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	if !named {
		operation = ""
	}
	switch operation {
	case "GetId":
		return typed(body, s.getID)
	case "GetCredentialsForIdentity":
		return typed(body, s.getCredentialsForIdentity)
	}
	return nil, &apiError{code: "UnknownOperationException"}
}

// typed runs an operation on a body. Unknown members are refused, which the service ignores,
// because they are most likely misspelt.
func typed[Req, Reply any](body []byte, handle func(*Req) (*Reply, error)) (any, error) {
	var req Req
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&req); err != nil {
		return nil, &apiError{"SerializationException", "the body is not a request of this operation"}
	}
	return handle(&req)
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Server) id() string {
	if s.ID == "" {
		return DefaultID
	}
	return s.ID
}
