package core

// refreshMachine decides what one refresh does next, from what it has seen so far. It
// performs nothing itself: refreshRun carries out its moves, and a test explores them
// exhaustively, with other tabs, sign-ins, sign-outs, crashes and lost replies in
// between (machine_test.go).
//
// Its rules:
//
//   - A token is sent only while the user's lock is held, and only after a look at
//     storage under that lock: the previous holder may have replaced the token.
//   - A reply is stored only if storage still has what it had when the token was sent.
//     If that is gone, somebody has signed out, and the sign-out wins. If another token
//     is there, somebody has signed in or refreshed, and that session is the result.
//   - A session is removed only if the service has refused the very token that storage
//     has.
//   - A transient error changes nothing.
type refreshMachine struct {
	token    string // the refresh token to send
	replaces string // the access token that the caller wants to replace, or ""
	stored   bool   // storage had the token when the caller asked
	auto     bool   // the other operation may be tried
	rotating bool   // send with GetTokensFromRefreshToken
	shared   bool   // the lock excludes all other users of the storage

	state    machineState
	seen     string // storage's refresh token at the last look before the request
	blind    bool   // that look failed
	attempts int    // transient errors of this operation
	switched bool   // the other operation has been tried
	adopted  bool   // after a refusal, token was replaced by storage's
	shown    bool   // after some waiting, storage has shown another tab's session
	waits    int    // how often the machine has waited for storage to show another tab's session
}

// machineState is how far a refresh has come.
type machineState uint8

const (
	stateBeforeRequest machineState = iota
	stateAfterRefusal
	stateAfterGrant
)

// machineMove is what to do next.
type machineMove uint8

const (
	moveLook  machineMove = iota // look at storage, then call looked
	moveWait                     // wait a little, then look
	moveRetry                    // wait as after a transient error, then look
	moveSend                     // send the token, then call answered

	// The others end the refresh.
	moveStore     // store the reply's session, with nothing between the look and this
	moveUseStored // storage's session is the result
	moveNoSession // there is no session any more
	moveClear     // remove the session: the service has refused it
	moveFail      // return the error, change nothing
)

// storageView is what a look at storage shows.
type storageView struct {
	refreshToken, accessToken string
	valid                     bool // it is a session that has not expired
	sameSignIn                bool // its tokens come from the same sign-in as the token to send
	announced                 bool // another tab has announced that it has replaced the access token
	failed                    bool // storage could not be read
}

// machineAnswer is the outcome of a request.
type machineAnswer uint8

const (
	answerGranted        machineAnswer = iota
	answerRefused                      // the token will never work again
	answerTransient                    // the same request may succeed later
	answerWrongOperation               // the app client requires the other operation
	answerFailed                       // anything else
)

// maxAttempts is how often a request is sent that fails with a transient error.
const maxAttempts = 3

// maxWaits is how often storage is looked at again, with a pause before each look, while
// it may not yet show what another tab has written.
const maxWaits = 200

// looked returns the next move after a look at storage.
func (m *refreshMachine) looked(at storageView) machineMove {
	replaced := at.valid && m.replaces != "" && at.accessToken != m.replaces
	other := at.refreshToken != "" && at.refreshToken != m.token
	switch m.state {
	case stateBeforeRequest:
		switch {
		case at.failed:
			m.blind = true
			return moveSend
		case replaced && (m.waits > 0 || at.announced && !other) && !m.shown:
			m.shown = true // keys arrive one by one
			return m.waitMore()
		case replaced:
			return moveUseStored
		case m.stored && at.refreshToken == "":
			return moveNoSession
		case at.announced && m.waits < maxWaits:
			return m.waitMore()
		case other && (m.stored || at.sameSignIn):
			m.token, m.stored = at.refreshToken, true
		}
		m.seen, m.blind = at.refreshToken, false
		return moveSend
	case stateAfterRefusal:
		switch {
		case at.failed:
			return moveFail
		case replaced:
			return moveUseStored
		case other && m.seen == m.token && !m.adopted:
			// The token had been replaced before it was refused: try its replacement.
			m.token, m.adopted, m.state = at.refreshToken, true, stateBeforeRequest
			return moveLook
		case other:
			return moveFail
		case !m.shared && m.waits < maxWaits/4:
			return m.waitMore()
		}
		return moveClear
	default: // stateAfterGrant
		switch {
		case m.blind || at.failed || at.refreshToken == m.seen:
			return moveStore
		case at.refreshToken == "":
			return moveNoSession
		case !at.valid && m.waits < maxWaits/4:
			return m.waitMore() // keys arrive one by one
		}
		return moveUseStored
	}
}

func (m *refreshMachine) waitMore() machineMove {
	m.waits++
	return moveWait
}

// answered returns the next move after a request.
func (m *refreshMachine) answered(a machineAnswer) machineMove {
	switch a {
	case answerGranted:
		m.state = stateAfterGrant
		return moveLook
	case answerRefused:
		m.state = stateAfterRefusal
		return moveLook
	case answerTransient:
		if m.attempts++; m.attempts < maxAttempts {
			return moveRetry
		}
	case answerWrongOperation:
		if m.auto && !m.switched {
			m.switched, m.rotating = true, !m.rotating
			return moveLook
		}
	}
	return moveFail
}
