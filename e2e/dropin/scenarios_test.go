package dropin

import (
	"fmt"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// scenario is a way through the library that both libraries take, each from an
// empty storage and with a service of its own: it knows nothing of the others.
type scenario struct {
	name string
	// bundled runs what a bundler makes of import, internals included, not the
	// classic script.
	bundled bool
	// changesPage says that the page is not to be used again.
	changesPage bool
	// pool sets the service's knobs.
	pool func(*fakecognito.Server)
	// users are who is there, by their names in people; ada where none is named.
	users []string
	steps []step
}

// step is something that an application does, in JavaScript. Either start is given
// to trace in page.js, which hands it callbacks; or value is an expression, whose
// value is told. The user object of the steps is window.user.
type step struct {
	name, start, value string
	// arrange changes something at the service before.
	arrange func(*fakecognito.Server)
	// faults are what goes wrong at the service.
	faults []opFault
	// byHand says that the requests are the page's own, not the library's.
	byHand bool
}

// opFault is what goes wrong with the next call of an operation.
type opFault struct {
	operation string
	fault     fakecognito.Fault
}

// refusing makes the service refuse the operation in a step, once.
func (s step) refusing(operation string) step {
	return s.failing(operation, refusal)
}

// failing lets the operation go wrong in a step.
func (s step) failing(operation string, fault fakecognito.Fault) step {
	s.faults = append(slices.Clone(s.faults), opFault{operation, fault})
	return s
}

// scenarios are all there are. What they cover is checked against upstream's list
// of methods (appendix_test.go).
func scenarios() []scenario {
	return slices.Concat(
		accountScenarios(), signInScenarios(), sessionScenarios(), challengeScenarios(), deviceScenarios(),
		signedInScenarios(), refusedScenarios(), localScenarios(), innerScenarios(), extendedScenarios(), oddScenarios(),
	)
}

// scene is a scenario with ada, of a pool that is nothing special.
func scene(name string, steps ...step) scenario { return scenario{name: name, steps: steps} }

// in is the scenario in another pool.
func (sc scenario) in(pool func(*fakecognito.Server)) scenario {
	sc.pool = pool
	return sc
}

// with is the scenario with these users.
func (sc scenario) with(users ...string) scenario {
	sc.users = users
	return sc
}

// Pools.
func devicesAlways(s *fakecognito.Server) { s.DeviceTracking = fakecognito.DeviceTrackingAlways }

func devicesOptional(s *fakecognito.Server) { s.DeviceTracking = fakecognito.DeviceTrackingOptional }

func mfaRequired(s *fakecognito.Server) { s.MFARequired = true }

// service makes the scenario's service.
func (sc scenario) service(t *testing.T) *fakecognito.Server {
	t.Helper()
	server := new(fakecognito.Server)
	if sc.pool != nil {
		sc.pool(server)
	}
	users := sc.users
	if users == nil {
		users = []string{harness.Username}
	}
	for _, name := range users {
		harness.AddPerson(t, server, name)
	}
	return server
}

// Parts of steps.
const (
	metadata   = "ClientMetadata: { from: 'metadata', b: 'é', a: '' }"
	validation = "ValidationData: { from: 'validation' }"
	expired    = "expire(user.getUsername()), user.getSignInUserSession().clockDrift = -100000, "
	passwords  = "user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), "
	custom     = "user.setAuthenticationFlowType('CUSTOM_AUTH'), "
)

// as begins a step with a user object of that name.
func as(name string) string { return "window.user = makeUser('" + name + "'), " }

// wrong is an AuthenticationDetails of a wrong password.
const wrong = "new AmazonCognitoIdentity.AuthenticationDetails({ Password: 'Wrong-1843' })"

// withCallback and withMap call a method of the user with a callback, or a map of them.
func withCallback(call string) string { return "(_, callback) => user." + call }

func withMap(call string) string { return "(map) => user." + call }

var authenticate = withMap("authenticateUser(" + harness.Details("") + ", map)")

// signIn is a sign-in by SRP.
func signIn(name string) step {
	return step{name: "signed in", start: as(name) + authenticate}
}

// asked is a sign-in that leads to a challenge.
func asked(name string) step {
	return step{name: "asked", start: as(name) + authenticate}
}

// seeded is a sign-in without the libraries, where it does not matter how it was.
var seeded = step{
	name: "signed in", byHand: true,
	start: as(harness.Username) + fmt.Sprintf("(_, callback) => void seed('%s', '%s').then(loaded).then(() => user.getSession(callback))", harness.Username, harness.Password),
}

// loaded is what has to come first where fetch is replaced.
var loaded = step{name: "loaded", value: "loaded()"}

// again is one step several times.
func again(times int, s step) (steps []step) {
	for i := range times {
		one := s
		if i > 0 {
			one.name = fmt.Sprint(s.name, " ", i+1)
		}
		steps = append(steps, one)
	}
	return steps
}

// sceneOf is scene with lists of steps.
func sceneOf(name string, steps ...[]step) scenario { return scene(name, slices.Concat(steps...)...) }
