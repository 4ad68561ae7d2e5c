package core

// spending decides what one refresh does next, from what it has seen so far. It
// does nothing itself: [Pool.spend] carries its moves out, and a test explores
// them exhaustively, with other tabs, sign-ins, sign-outs, crashes and lost
// replies in between (spending_test.go).
//
// What it holds to:
//
//   - A token is spent only while the user's lock is held, and only after storage
//     was looked at since: whoever had the lock before may have replaced it.
//   - A reply is stored only where storage still has what it had when the token
//     was spent. Where that is gone, somebody has signed out, and wins; where it
//     is another one, somebody has signed in or refreshed, and that session is
//     the answer.
//   - A session is removed only when the service has refused the very token that
//     storage has.
//   - What may pass changes nothing.
type spending struct {
	token    string // the refresh token to spend
	replaces string // the access token that the caller wants replaced, or ""
	stored   bool   // the token was storage's when the caller asked
	auto     bool   // the other operation may be tried
	rotating bool   // by GetTokensFromRefreshToken
	shared   bool   // the lock keeps all holders of the storage apart

	phase    phase
	seen     string // storage's refresh token at the last look before spending
	blind    bool   // that look failed
	attempts int    // with this operation, after passing failures
	switched bool   // the other operation has been tried
	adopted  bool   // the token was exchanged for storage's after a refusal
	shown    bool   // storage has shown another tab's session, after some waiting
	waits    int    // for storage to show what another tab has written
}

type phase uint8

const (
	beforeSpending phase = iota
	afterRefusal
	afterGrant
)

// move is what to do next.
type move uint8

const (
	look  move = iota // look at storage, then call looked
	wait              // wait a little, then look
	retry             // wait as after a passing failure, then look
	send              // spend the token, then call answered
	keep              // store the reply's session, at once after the look: the end
	use               // storage's session is the answer: the end
	ended             // there is no session any more: the end
	clear             // remove the session, the service has refused it: the end
	fail              // give the error, change nothing: the end
)

// sight is what a look at storage shows.
type sight struct {
	refreshToken, accessToken string
	valid                     bool // it is a session that has not ended
	sameSignIn                bool // its tokens come of the sign-in that the token to spend comes of
	announced                 bool // another tab says that it has replaced what is to be replaced
	failed                    bool // storage could not be read
}

// answer is what came of spending the token.
type answer uint8

const (
	granted  answer = iota
	denied          // the token will never work again
	passing         // the same may work later
	wrongWay        // the app client wants the other operation
	failed          // anything else
)

// patience is how often a refresh is tried that fails for a passing reason.
const patience = 3

// lag is how often storage is looked at again, a pause apart each time, where it
// may show late what another tab has written.
const lag = 200

// looked goes on from a look at storage.
func (s *spending) looked(at sight) move {
	replaced := at.valid && s.replaces != "" && at.accessToken != s.replaces
	other := at.refreshToken != "" && at.refreshToken != s.token
	switch s.phase {
	case beforeSpending:
		switch {
		case at.failed:
			s.blind = true
			return send
		case replaced && (s.waits > 0 || at.announced && !other) && !s.shown:
			s.shown = true // keys arrive one by one
			return s.pause()
		case replaced:
			return use
		case s.stored && at.refreshToken == "":
			return ended
		case at.announced && s.waits < lag:
			return s.pause()
		case other && (s.stored || at.sameSignIn):
			s.token, s.stored = at.refreshToken, true
		}
		s.seen, s.blind = at.refreshToken, false
		return send
	case afterRefusal:
		switch {
		case at.failed:
			return fail
		case replaced:
			return use
		case other && s.seen == s.token && !s.adopted:
			// The token had been replaced: it is another one that counts.
			s.token, s.adopted, s.phase = at.refreshToken, true, beforeSpending
			return look
		case other:
			return fail
		case !s.shared && s.waits < lag/4:
			return s.pause()
		}
		return clear
	default: // afterGrant
		switch {
		case s.blind || at.failed || at.refreshToken == s.seen:
			return keep
		case at.refreshToken == "":
			return ended
		case !at.valid && s.waits < lag/4:
			return s.pause() // keys arrive one by one
		}
		return use
	}
}

func (s *spending) pause() move {
	s.waits++
	return wait
}

// answered goes on from the service's answer.
func (s *spending) answered(a answer) move {
	switch a {
	case granted:
		s.phase = afterGrant
		return look
	case denied:
		s.phase = afterRefusal
		return look
	case passing:
		if s.attempts++; s.attempts < patience {
			return retry
		}
	case wrongWay:
		if s.auto && !s.switched {
			s.switched, s.rotating = true, !s.rotating
			return look
		}
	}
	return fail
}
