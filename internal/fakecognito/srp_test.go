package fakecognito_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The client's side of SRP, written here a second time and by other formulas
// than the server's, with N computed from π as RFC 3526 defines it.

var (
	clientN = primeFromPi()
	clientG = big.NewInt(2)
)

// primeFromPi returns 2^3072 - 2^3008 - 1 + 2^64·(⌊2^2942·π⌋ + 1690314).
func primeFromPi() *big.Int {
	const guard = 64
	one := new(big.Int).Lsh(big.NewInt(1), 2942+guard)
	arctan := func(inverse int64) *big.Int {
		sum, term := new(big.Int), new(big.Int).Div(one, big.NewInt(inverse))
		for n, sign := int64(1), int64(1); term.Sign() != 0; n, sign = n+2, -sign {
			part := new(big.Int).Div(term, big.NewInt(n))
			sum.Add(sum, part.Mul(part, big.NewInt(sign)))
			term.Div(term, big.NewInt(inverse*inverse))
		}
		return sum
	}
	pi := new(big.Int).Mul(arctan(5), big.NewInt(4))
	pi.Sub(pi, arctan(239)).Mul(pi, big.NewInt(4)).Rsh(pi, guard)
	n := new(big.Int).Lsh(pi.Add(pi, big.NewInt(1690314)), 64)
	n.Add(n, new(big.Int).Lsh(big.NewInt(1), 3072))
	n.Sub(n, new(big.Int).Lsh(big.NewInt(1), 3008))
	return n.Sub(n, big.NewInt(1))
}

func javaBytes(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) == 0 || b[0] >= 0x80 {
		b = append([]byte{0}, b...)
	}
	return b
}

func sha(parts ...[]byte) []byte {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	sum := sha256.Sum256(all)
	return sum[:]
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// srpClient is one sign-in of a client.
type srpClient struct{ a, bigA *big.Int }

func newSRPClient() srpClient {
	b := make([]byte, 128)
	rand.Read(b)
	a := new(big.Int).SetBytes(b)
	return srpClient{a, new(big.Int).Exp(clientG, a, clientN)}
}

// claim signs a challenge.
func (c srpClient) claim(scope, id, password, timestamp string, params map[string]string) string {
	salt, _ := new(big.Int).SetString(params["SALT"], 16)
	bigB, _ := new(big.Int).SetString(params["SRP_B"], 16)
	block, _ := base64.StdEncoding.DecodeString(params["SECRET_BLOCK"])
	u := new(big.Int).SetBytes(sha(javaBytes(c.bigA), javaBytes(bigB)))
	k := new(big.Int).SetBytes(sha(javaBytes(clientN), javaBytes(clientG)))
	x := new(big.Int).SetBytes(sha(javaBytes(salt), sha([]byte(scope+id+":"+password))))
	base := new(big.Int).Exp(clientG, x, clientN)
	base.Mul(base, k).Sub(bigB, base).Mod(base, clientN)
	exponent := new(big.Int).Mul(u, x)
	s := base.Exp(base, exponent.Add(exponent, c.a), clientN)
	key := mac(mac(javaBytes(u), javaBytes(s)), []byte("Caldera Derived Key\x01"))[:16]
	return base64.StdEncoding.EncodeToString(mac(key, []byte(scope+id), block, []byte(timestamp)))
}

func timestamp(t time.Time) string { return t.UTC().Format("Mon Jan 2 15:04:05 UTC 2006") }

// srpStart begins USER_SRP_AUTH.
func (e *env) srpStart(username string) (srpClient, *cognitoidentityprovider.InitiateAuthOutput, error) {
	c := newSRPClient()
	out, err := e.initiate(types.AuthFlowTypeUserSrpAuth, map[string]string{
		"USERNAME": username, "SRP_A": c.bigA.Text(16),
	})
	return c, out, err
}

// srpAnswer answers PASSWORD_VERIFIER with further responses in pairs.
func (e *env) srpAnswer(c srpClient, start *cognitoidentityprovider.InitiateAuthOutput, password, at string, more ...string) (*cognitoidentityprovider.RespondToAuthChallengeOutput, error) {
	p := start.ChallengeParameters
	id := p["USER_ID_FOR_SRP"]
	responses := map[string]string{
		"USERNAME":                    id,
		"PASSWORD_CLAIM_SECRET_BLOCK": p["SECRET_BLOCK"],
		"PASSWORD_CLAIM_SIGNATURE":    c.claim("FakePool1", id, password, at, p),
		"TIMESTAMP":                   at,
	}
	for i := 0; i < len(more); i += 2 {
		responses[more[i]] = more[i+1]
	}
	return e.respond(types.ChallengeNameTypePasswordVerifier, start.Session, responses)
}

// srpSignIn goes through both steps.
func (e *env) srpSignIn(username, password string, more ...string) (*cognitoidentityprovider.RespondToAuthChallengeOutput, error) {
	c, start, err := e.srpStart(username)
	if err != nil {
		return nil, err
	}
	return e.srpAnswer(c, start, password, timestamp(e.clock.Now()), more...)
}

func TestSRPSignIn(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	e.create(fakecognito.NewUser{Username: "Ünïcode", Password: "pässwörd: с пробелом"})
	// Several times, because each has other leading bytes in its integers.
	for range 4 {
		out, err := e.srpSignIn("alice", password)
		e.ok(err)
		if r := out.AuthenticationResult; r == nil || r.AccessToken == nil || r.RefreshToken == nil || r.ExpiresIn != 3600 {
			t.Fatalf("AuthenticationResult is incomplete: %v tokens", r != nil)
		}
	}
	_, err := e.srpSignIn("Ünïcode", "pässwörd: с пробелом")
	e.ok(err)
	_, start, err := e.srpStart("ALICE@example.com")
	e.ok(err)
	if got := start.ChallengeParameters["USER_ID_FOR_SRP"]; got != "alice" {
		t.Errorf("USER_ID_FOR_SRP for an e-mail address = %q", got)
	}
	if start.Session != nil {
		t.Error("PASSWORD_VERIFIER has a Session")
	}
	_, err = e.srpSignIn("alice@example.com", password)
	e.ok(err)
	if u, _ := e.srv.User("alice"); !u.LastSignIn.Equal(e.clock.Now()) {
		t.Errorf("LastSignIn = %v", u.LastSignIn)
	}
}

func TestSRPRefusals(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	_, err := e.srpSignIn("alice", "wrong")
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, _, err = e.srpStart("bob")
	e.wantError(err, "UserNotFoundException: User does not exist.")

	for _, a := range []string{"0", "00", clientN.Text(16), new(big.Int).Lsh(clientN, 1).Text(16), "xyz", "-1", "+1"} {
		_, err := e.initiate(types.AuthFlowTypeUserSrpAuth, map[string]string{"USERNAME": "alice", "SRP_A": a})
		e.wantError(err, "InvalidParameterException: Invalid SRP_A")
	}

	// A claim is checked only once.
	c, start, err := e.srpStart("alice")
	e.ok(err)
	now := timestamp(e.clock.Now())
	_, err = e.srpAnswer(c, start, password, now)
	e.ok(err)
	_, err = e.srpAnswer(c, start, password, now)
	e.wantError(err, "NotAuthorizedException: Invalid session for the user, session can only be used once.")
	c, start, err = e.srpStart("alice")
	e.ok(err)
	_, err = e.srpAnswer(c, start, "wrong", now)
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, err = e.srpAnswer(c, start, password, now)
	e.wantError(err, "NotAuthorizedException: Invalid session for the user, session can only be used once.")

	// It ends with the auth session.
	c, start, err = e.srpStart("alice")
	e.ok(err)
	e.clock.Advance(3 * time.Minute)
	_, err = e.srpAnswer(c, start, password, timestamp(e.clock.Now()))
	e.wantError(err, "NotAuthorizedException: Invalid session for the user, session is expired.")

	// It is bound to its user.
	e.create(fakecognito.NewUser{Username: "bob", Password: password})
	c, start, err = e.srpStart("alice")
	e.ok(err)
	_, err = e.srpAnswer(c, start, password, timestamp(e.clock.Now()), "USERNAME", "bob")
	e.wantError(err, "NotAuthorizedException: Invalid session for the user.")
	_, err = e.srpAnswer(c, start, password, timestamp(e.clock.Now()), "PASSWORD_CLAIM_SECRET_BLOCK", "AAAA")
	e.wantError(err, "NotAuthorizedException: Invalid session for the user.")
	_, err = e.srpAnswer(c, start, password, timestamp(e.clock.Now()))
	e.ok(err)
}

func TestTimestamp(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	now := e.clock.Now() // Wed Mar 4 05:06:07 UTC 2026
	const format = "InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english."
	const skew = "NotAuthorizedException: Invalid TIMESTAMP: too far from the current time."
	for _, test := range []struct{ at, want string }{
		{"Wed Mar 4 05:06:07 UTC 2026", "no error"},
		{timestamp(now.Add(5 * time.Minute)), "no error"},
		{timestamp(now.Add(-5 * time.Minute)), "no error"},
		{timestamp(now.Add(5*time.Minute + time.Second)), skew},
		{timestamp(now.Add(-5*time.Minute - time.Second)), skew},
		{"Wed Mar 04 05:06:07 UTC 2026", format},
		{"Wed Mar  4 05:06:07 UTC 2026", format},
		{"Thu Mar 4 05:06:07 UTC 2026", format},
		{"Wed Mar 4 5:06:07 UTC 2026", format},
		{"Wed Mar 4 05:06:07 GMT 2026", format},
		{"2026-03-04T05:06:07Z", format},
	} {
		c, start, err := e.srpStart("alice")
		e.ok(err)
		_, err = e.srpAnswer(c, start, password, test.at)
		if got := errorText(err); got != test.want {
			t.Errorf("%s: got %s, want %s", test.at, got, test.want)
		}
	}
}

func TestPasswordVerifierSession(t *testing.T) {
	e := alice(t, &fakecognito.Server{PasswordVerifierSession: true})
	_, err := e.srpSignIn("alice", password)
	e.ok(err)
	c, start, err := e.srpStart("alice")
	e.ok(err)
	if start.Session == nil {
		t.Fatal("no Session")
	}
	_, other, err := e.srpStart("alice")
	e.ok(err)
	if *other.Session == *start.Session {
		t.Error("two sign-ins have one Session")
	}
	for _, session := range []*string{nil, other.Session} {
		start.Session = session
		_, err = e.srpAnswer(c, start, password, timestamp(e.clock.Now()))
		e.wantError(err, "NotAuthorizedException: Invalid session for the user.")
	}
}

func TestPreventUserExistenceErrors(t *testing.T) {
	e := alice(t, &fakecognito.Server{PreventUserExistenceErrors: true})
	c, start, err := e.srpStart("nobody")
	e.ok(err)
	_, again, err := e.srpStart("Nobody")
	e.ok(err)
	if start.ChallengeParameters["SALT"] != again.ChallengeParameters["SALT"] {
		t.Error("the salt of an unknown user changes, which reveals that the user does not exist")
	}
	_, err = e.srpAnswer(c, start, password, timestamp(e.clock.Now()))
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, err = e.passwordAuth("nobody", password)
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, err = e.api.ResendConfirmationCode(e.ctx, &cognitoidentityprovider.ResendConfirmationCodeInput{
		ClientId: aws.String(clientID), Username: aws.String("nobody"),
	})
	e.ok(err)
	_, err = e.api.ConfirmSignUp(e.ctx, &cognitoidentityprovider.ConfirmSignUpInput{
		ClientId: aws.String(clientID), Username: aws.String("nobody"), ConfirmationCode: aws.String("123456"),
	})
	e.wantError(err, "ExpiredCodeException: Invalid code provided, please request a code again.")
}
