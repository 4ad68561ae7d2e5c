package fakecognito

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// The defaults of AccessKeyID and SecretAccessKey.
const (
	DefaultAccessKeyID     = "AKIDEXAMPLE"
	DefaultSecretAccessKey = "fake-secret-access-key"
)

// signature is the header Authorization of AWS's Signature Version 4.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
var signature = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request, ` +
	`SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$`)

// signingService is the service's name in the scope of credentials.
const signingService = "cognito-idp"

var (
	errNotSigned      = &apiError{"MissingAuthenticationTokenException", "Missing Authentication Token"}
	errHalfSigned     = &apiError{"IncompleteSignatureException", "The request signature does not conform to AWS standards."}
	errUnknownKeyID   = &apiError{"UnrecognizedClientException", "The security token included in the request is invalid."}
	errWrongSignature = &apiError{"InvalidSignatureException", "The request signature we calculated does not match the signature you provided. " +
		"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}
)

// checkSignature refuses an operation for administrators whose request is not signed with the
// secret key, for this service and region. It signs the request again: the parts that the client
// says it has signed. When it was signed does not matter, since tests set the server's clock
// ahead.
func (s *Server) checkSignature(op string, r *http.Request, body []byte) error {
	if !strings.HasPrefix(op, "Admin") {
		return nil
	}
	authorization := r.Header.Get("Authorization")
	if authorization == "" {
		return errNotSigned
	}
	parts := signature.FindStringSubmatch(authorization)
	if parts == nil {
		return errHalfSigned
	}
	keyID, day, region, service, names := parts[1], parts[2], parts[3], parts[4], strings.Split(parts[5], ";")
	signed, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil || signed.Format("20060102") != day || !slices.Contains(names, "host") || !slices.Contains(names, "x-amz-date") {
		return errHalfSigned
	}
	switch {
	case region != s.region():
		return &apiError{"InvalidSignatureException", "Credential should be scoped to a valid region, not '" + region + "'. "}
	case service != signingService:
		return &apiError{"InvalidSignatureException", "Credential should be scoped to correct service: '" + signingService + "'. "}
	case keyID != orDefault(s.AccessKeyID, DefaultAccessKeyID):
		return errUnknownKeyID
	}
	again, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), nil)
	if err != nil {
		return errHalfSigned
	}
	again.Host = r.Host
	for _, name := range names {
		if values := r.Header.Values(name); len(values) > 0 {
			again.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	if slices.Contains(names, "content-length") {
		again.ContentLength = r.ContentLength
	}
	digest := sha256.Sum256(body)
	credentials := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: orDefault(s.SecretAccessKey, DefaultSecretAccessKey)}
	err = v4.NewSigner().SignHTTP(r.Context(), credentials, again, hex.EncodeToString(digest[:]), service, region, signed)
	if err != nil || subtle.ConstantTimeCompare([]byte(again.Header.Get("Authorization")), []byte(authorization)) != 1 {
		return errWrongSignature
	}
	return nil
}
