package core

import (
	"fmt"
	"strings"
	"testing"
)

// The model of two tabs of one user, of which every interleaving is explored. It
// runs the product's own transitions (refreshMachine); what is modelled is the rest: the
// storage that they share, the lock, the service with its rotation of refresh
// tokens, and what may happen in between: a sign-in, a sign-out, a tab that dies,
// a reply that is lost.
//
// Tokens are numbers in the order of issue; 0 is none. A token's family is the
// sign-in that it comes from.

const (
	modelTabs   = 2
	maxFamilies = 3
	maxTokens   = 7
)

// modelState is the state of everything. It is comparable, so that no state is explored
// twice.
type modelState struct {
	// The service. Rotation: spending a token issues the next one of its family and ends
	// the old one, immediately or at the end of the grace period.
	issued   uint8
	family   [maxTokens + 1]uint8
	ended    [maxTokens + 1]bool   // replaced, and the grace is over
	replaced [maxTokens + 1]bool   // replaced
	revoked  [maxFamilies + 1]bool // all of the family
	kept     [maxTokens + 1]bool   // spent, and its result was stored
	families uint8

	// The storage: a refresh token, and the access token beside it, which bears
	// the number of the token that it was issued for.
	stored, access uint8
	valid          bool

	holder uint8 // of the lock: tab + 1, or 0

	tabs [modelTabs]modelTab

	budget [4]uint8 // how many sign-ins, sign-outs, crashes, lost replies may still happen
	// barred is the number of the last token that was issued before a sign-out: it and
	// those before it must not be stored again, except by a sign-in.
	barred uint8
}

type modelTab struct {
	state   tabState
	s       refreshMachine
	next    machineMove
	reply   uint8 // the refresh token of the reply that has arrived
	asked   uint8 // the token that the tab wanted to refresh
	refresh uint8 // how many refreshes it may still begin
	dead    bool
}

type tabState uint8

const (
	tabIdle     tabState = iota
	tabWaiting           // for the lock
	tabRunning           // holds it, next is to be done
	tabSending           // the request is on its way
	tabReplying          // the service has acted, the reply is on its way
)

func tokenText(n uint8) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint("t", n)
}

func tokenNumber(text string) uint8 {
	if text == "" {
		return 0
	}
	return text[1] - '0'
}

type model struct {
	t         *testing.T
	rotation  bool
	grace     bool
	locks     bool
	refreshes uint8 // that each tab may begin
	seen      map[modelState]bool
	outcomes  map[string]int
	broken    func(s *refreshMachine, next machineMove) machineMove // a mutation, for the test of the test
	violation string
}

func (m *model) start() modelState {
	w := modelState{issued: 1, families: 1, stored: 1, access: 1, valid: false}
	w.family[1] = 1
	w.budget = [4]uint8{1, 1, 1, 1}
	for i := range w.tabs {
		w.tabs[i].refresh = m.refreshes
	}
	return w
}

// explore explores everything that can happen next, depth first.
func (m *model) explore(w modelState, path []string) {
	if m.violation != "" || m.seen[w] {
		return
	}
	m.seen[w] = true
	step := func(name string, change func(*modelState) string) {
		next := w
		if fault := change(&next); fault != "" && m.violation == "" {
			m.violation = fault + ":\n  " + strings.Join(append(path, name), "\n  ")
			return
		}
		m.explore(next, append(path[:len(path):len(path)], name))
	}
	for i := range w.tabs {
		m.tabSteps(&w, i, step)
	}
	if w.budget[0] > 0 && w.families < maxFamilies && w.issued < maxTokens {
		step("somebody signs in", func(w *modelState) string {
			w.budget[0]--
			w.families++
			w.issued++
			w.family[w.issued] = w.families
			w.stored, w.access, w.valid = w.issued, w.issued, true
			return ""
		})
	}
	if w.budget[1] > 0 && w.stored != 0 {
		step("somebody signs out", func(w *modelState) string {
			w.budget[1]--
			w.stored, w.access, w.valid = 0, 0, false
			w.barred = w.issued
			return ""
		})
	}
	if w.valid {
		step("the session ends", func(w *modelState) string {
			w.valid = false
			return ""
		})
	}
	if m.grace {
		for n := uint8(1); n <= w.issued; n++ {
			if w.replaced[n] && !w.ended[n] && !m.underway(&w, n) {
				step(fmt.Sprint("the grace of ", tokenText(n), " is over"), func(w *modelState) string {
					w.ended[n] = true
					return ""
				})
			}
		}
	}
}

// underway reports whether a tab is spending a token at the moment: the grace period lasts
// longer than that.
func (m *model) underway(w *modelState, n uint8) bool {
	for _, tab := range w.tabs {
		if !tab.dead && tab.state != tabIdle && (tokenNumber(tab.s.token) == n || tab.asked == n) {
			return true
		}
	}
	return false
}

func (m *model) tabSteps(w *modelState, i int, step func(string, func(*modelState) string)) {
	tab := w.tabs[i]
	if tab.dead {
		return
	}
	name := func(what string) string { return fmt.Sprintf("tab %d %s", i, what) }
	if w.budget[2] > 0 && tab.state != tabIdle {
		step(name("dies"), func(w *modelState) string {
			w.budget[2]--
			w.tabs[i] = modelTab{dead: true}
			if w.holder == uint8(i)+1 {
				w.holder = 0
			}
			return ""
		})
	}
	switch tab.state {
	case tabIdle:
		if tab.refresh > 0 && w.stored != 0 && !w.valid {
			step(name("wants to refresh "+tokenText(w.stored)), func(w *modelState) string {
				w.tabs[i] = modelTab{state: tabWaiting, refresh: tab.refresh - 1, asked: w.stored, s: refreshMachine{
					token: tokenText(w.stored), replaces: "a" + tokenText(w.access), stored: true, rotating: m.rotation, shared: m.locks,
					waits: maxWaits - 1, // waiting longer changes nothing here: the model's storage shows everything at once
				}}
				return ""
			})
		}
	case tabWaiting:
		if w.holder == 0 || !m.locks {
			step(name("has the lock"), func(w *modelState) string {
				w.holder = uint8(i) + 1
				w.tabs[i].state, w.tabs[i].next = tabRunning, moveLook
				return ""
			})
		}
	case tabRunning:
		step(name(fmt.Sprint("does move ", tab.next)), func(w *modelState) string { return m.act(w, i) })
	case tabSending:
		step(name("is served"), func(w *modelState) string { return m.serve(w, i) })
		if w.budget[3] > 0 {
			step(name("sends into the void"), func(w *modelState) string {
				w.budget[3]--
				return m.answered(w, i, answerTransient)
			})
		}
	case tabReplying:
		if w.budget[3] > 0 {
			step(name("loses the reply"), func(w *modelState) string {
				w.budget[3]--
				w.tabs[i].reply = 0
				return m.answered(w, i, answerTransient)
			})
		}
		step(name("gets the reply"), func(w *modelState) string {
			if w.tabs[i].reply == 0 {
				return m.answered(w, i, answerRefused)
			}
			return m.answered(w, i, answerGranted)
		})
	}
}

// act carries out a move, as refreshRun.run does.
func (m *model) act(w *modelState, i int) string {
	tab := &w.tabs[i]
	switch tab.next {
	case moveLook:
		// Nothing can happen between a look and the write that follows it.
		next := tab.s.looked(w.view(tab))
		if m.broken != nil {
			next = m.broken(&tab.s, next)
		}
		tab.next = next
		if next == moveStore || next == moveClear {
			return m.act(w, i)
		}
	case moveWait, moveRetry:
		tab.next = moveLook
	case moveSend:
		tab.state = tabSending
		n := tokenNumber(tab.s.token)
		if m.locks && m.rotation && w.kept[n] {
			return "a token is spent that has been replaced"
		}
		for j, other := range w.tabs {
			if m.locks && j != i && (other.state == tabSending || other.state == tabReplying) && other.s.token == tab.s.token {
				return "two tabs spend one token at once"
			}
		}
	case moveStore:
		fault := ""
		if w.stored != tokenNumber(tab.s.seen) && w.stored != 0 && !w.gone(w.stored) {
			fault = "a good refresh token of another session is lost"
		}
		if w.stored == 0 && tab.reply <= w.barred || w.stored == 0 && tab.asked <= w.barred {
			fault = "a session after the sign-out"
		}
		w.kept[tokenNumber(tab.s.token)] = true
		w.stored, w.access, w.valid = tab.reply, tab.reply, true
		m.finish(w, i, "refreshed")
		return fault
	case moveUseStored:
		if !w.valid || w.stored == 0 {
			// The product reports that there is no session, and changes nothing.
			m.finish(w, i, "storage's, ended by now")
			return ""
		}
		m.finish(w, i, "storage's")
	case moveNoSession:
		m.finish(w, i, "no session")
	case moveClear:
		fault := ""
		if w.stored != 0 && !w.gone(w.stored) {
			fault = "a good refresh token is removed"
		}
		w.stored, w.access, w.valid = 0, 0, false
		m.finish(w, i, "refused")
		return fault
	case moveFail:
		m.finish(w, i, "failed")
	}
	return ""
}

func (w *modelState) view(tab *modelTab) storageView {
	at := storageView{refreshToken: tokenText(w.stored), valid: w.valid}
	if w.access != 0 {
		at.accessToken = "a" + tokenText(w.access)
	}
	return at
}

// gone reports whether the service will never accept a token again.
func (w *modelState) gone(n uint8) bool { return w.revoked[w.family[n]] || w.ended[n] }

// serve processes a request at the service.
func (m *model) serve(w *modelState, i int) string {
	tab := &w.tabs[i]
	n := tokenNumber(tab.s.token)
	tab.state, tab.reply = tabReplying, 0
	switch {
	case w.revoked[w.family[n]]:
	case w.ended[n]:
		w.revoked[w.family[n]] = true // reuse
	case m.rotation && w.issued < maxTokens:
		w.issued++
		w.family[w.issued] = w.family[n]
		w.replaced[n], w.ended[n] = true, !m.grace
		tab.reply = w.issued
	default:
		tab.reply = n
	}
	return ""
}

func (m *model) answered(w *modelState, i int, a machineAnswer) string {
	tab := &w.tabs[i]
	tab.state, tab.next = tabRunning, tab.s.answered(a)
	return ""
}

func (m *model) finish(w *modelState, i int, outcome string) {
	m.outcomes[outcome]++
	tab := &w.tabs[i]
	if w.holder == uint8(i)+1 {
		w.holder = 0
	}
	*tab = modelTab{refresh: tab.refresh}
}

func (m *model) run() *model {
	m.seen, m.outcomes = map[modelState]bool{}, map[string]int{}
	m.explore(m.start(), nil)
	return m
}

// Two tabs, a sign-in, a sign-out, a crash and a lost reply, in every order: no two tabs spend
// one token at the same time, no replaced token is spent, there is no session after a
// sign-out, and no valid refresh token is lost. Without locks, the same holds for what is
// stored.
func TestRefreshModel(t *testing.T) {
	for _, tt := range []struct {
		name                   string
		rotation, grace, locks bool
		refreshes              uint8
	}{
		{"no rotation", false, false, true, 2},
		{"rotation without grace", true, false, true, 2},
		{"rotation with grace", true, true, true, 1},
		{"rotation with grace, no locks", true, true, false, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := (&model{t: t, rotation: tt.rotation, grace: tt.grace, locks: tt.locks, refreshes: tt.refreshes}).run()
			if m.violation != "" {
				t.Fatal(m.violation)
			}
			t.Logf("%d states; outcomes %v", len(m.seen), m.outcomes)
			for _, outcome := range []string{"refreshed", "storage's", "no session", "failed"} {
				if outcome != "failed" && m.outcomes[outcome] == 0 {
					t.Errorf("no way leads to %q", outcome)
				}
			}
		})
	}
}

// The model notices when one of the machine's rules is switched off.
func TestRefreshModelSeesMutations(t *testing.T) {
	for _, tt := range []struct {
		name   string
		broken func(s *refreshMachine, next machineMove) machineMove
	}{
		{"storage is not looked at under the lock", func(s *refreshMachine, next machineMove) machineMove {
			if s.state == stateBeforeRequest {
				s.seen = s.token
				return moveSend
			}
			return next
		}},
		{"a reply is stored after a sign-out", func(s *refreshMachine, next machineMove) machineMove {
			if s.state == stateAfterGrant {
				return moveStore
			}
			return next
		}},
		{"a refusal always ends the session", func(s *refreshMachine, next machineMove) machineMove {
			if s.state == stateAfterRefusal {
				return moveClear
			}
			return next
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, grace := range []bool{false, true} {
				m := (&model{t: t, rotation: true, grace: grace, locks: true, refreshes: 1, broken: tt.broken}).run()
				if m.violation != "" {
					return
				}
			}
			t.Error("the model does not notice")
		})
	}
}
