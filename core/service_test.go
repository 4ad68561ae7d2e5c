//go:build !js

package core_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// service is a running fake with one user, ada, and pools that use it through the real SDK.
type service struct {
	*fakecognito.Server
	t      *testing.T
	ctx    context.Context
	clock  *clock
	store  *storage
	locker *core.MemoryLocker
	idp    core.IdentityProvider
}

func startService(t *testing.T, fake *fakecognito.Server) *service {
	t.Helper()
	s := &service{Server: fake, t: t, ctx: t.Context(), clock: newClock(), store: new(storage), locker: new(core.MemoryLocker)}
	fake.Now = s.clock.Now
	web := httptest.NewServer(fake)
	t.Cleanup(web.Close)
	transport := new(http.Transport)
	t.Cleanup(transport.CloseIdleConnections)
	s.idp = awsidp.ForPool(poolID, func(o *cognito.Options) {
		o.BaseEndpoint = aws.String(web.URL)
		o.HTTPClient = &http.Client{Transport: transport}
		o.Retryer = aws.NopRetryer{}
	})
	s.create(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"})
	return s
}

func (s *service) create(user fakecognito.NewUser) {
	s.t.Helper()
	if _, err := s.CreateUser(user); err != nil {
		s.t.Fatal(err)
	}
}

// pool returns another pool with the same storage, as in another tab.
func (s *service) pool() *core.Pool {
	return must(core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, DeviceName: "engine",
		IdentityProvider: s.idp, Storage: s.store, Locker: s.locker, Clock: s.clock,
	}))
}

// signIn signs a user in by password, which is the fastest way.
func (s *service) signIn(username string) *core.User {
	s.t.Helper()
	user := s.pool().User(username)
	s.signedIn(user.SignIn(s.ctx, byPassword))
	return user
}

// signedIn checks that a sign-in succeeded.
func (s *service) signedIn(step core.Step, err error) *core.SignedIn {
	s.t.Helper()
	done, ok := step.(*core.SignedIn)
	if err != nil || !ok {
		s.t.Fatalf("not signed in: step %T, error %v", step, err)
	}
	if done.DeviceError != nil {
		s.t.Fatalf("device not confirmed: %v", done.DeviceError)
	}
	return done
}

// expired signs a user in, lets the session expire, and forgets the requests so far.
func (s *service) expired(username string) *core.User {
	s.t.Helper()
	user := s.signIn(username)
	s.clock.Advance(time.Hour)
	s.ResetRequests()
	return user
}

// request is one recorded request: the operation, the flow or challenge, and
// the parameters of either.
type request struct {
	Op                                 string
	AuthFlow, ChallengeName            string
	AuthParameters, ChallengeResponses map[string]string
}

func (s *service) requests() []request {
	s.t.Helper()
	var list []request
	for _, r := range s.Requests() {
		parsed := request{Op: r.Op}
		if err := json.Unmarshal(r.Body, &parsed); err != nil {
			s.t.Fatal(err)
		}
		list = append(list, parsed)
	}
	return list
}

// steps returns the names of the recorded requests: flow, challenge, or else operation.
func (s *service) steps() []string {
	s.t.Helper()
	var names []string
	for _, r := range s.requests() {
		switch {
		case r.AuthFlow != "":
			names = append(names, r.AuthFlow)
		case r.ChallengeName != "":
			names = append(names, r.ChallengeName)
		default:
			names = append(names, r.Op)
		}
	}
	return names
}

// storageKey returns the storage key of a user's member.
func storageKey(username, name string) string {
	return "CognitoIdentityServiceProvider." + clientID + "." + username + "." + name
}

const lastUser = "CognitoIdentityServiceProvider." + clientID + ".LastAuthUser"

// device checks the stored device of a user, and returns its key.
func (s *service) device(username string) (deviceKey string) {
	s.t.Helper()
	stored := s.store.snapshot()
	deviceKey = stored[storageKey(username, "deviceKey")]
	all := deviceKey != "" && stored[storageKey(username, "randomPasswordKey")] != "" && stored[storageKey(username, "deviceGroupKey")] != ""
	none := deviceKey == "" && stored[storageKey(username, "randomPasswordKey")] == "" && stored[storageKey(username, "deviceGroupKey")] == ""
	if !all && !none {
		s.t.Errorf("a part of a device is stored: %q", keyNames(stored))
	}
	return deviceKey
}

// poolWith is pool with changes to the configuration.
func (s *service) poolWith(changes ...func(*core.PoolConfig)) *core.Pool {
	config := core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, DeviceName: "engine",
		IdentityProvider: s.idp, Storage: s.store, Locker: s.locker, Clock: s.clock,
	}
	for _, change := range changes {
		change(&config)
	}
	return must(core.NewPool(config))
}
