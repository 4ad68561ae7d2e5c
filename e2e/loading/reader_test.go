package loading

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// reading is what one of the two readers makes of a storage.
type reading struct {
	// Who is the current user; Outcome "valid", "refresh", or an error's message.
	Who, Outcome string
	// Tokens and Drift are those of a valid session.
	Tokens []string
	Drift  float64
}

//go:embed readers.js
var readersScript string

// TestReadersAgree holds the facade's instant reader and the core equal: both
// are asked about the same random storages, who is there and with which session.
// A page is answered by one or the other, depending on the moment. The storages
// are the same in every run, unless COGNITOWASM_SEED asks for others.
func TestReadersAgree(t *testing.T) {
	t.Parallel()
	const count = 2000
	seed := uint64(1)
	if text := os.Getenv("COGNITOWASM_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("COGNITOWASM_SEED: %v", err)
		}
	}
	t.Logf("COGNITOWASM_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	states := make([]map[string]string, count)
	for i := range states {
		states[i] = randomState(random)
	}
	// The first few are not left to chance.
	for i, drift := range drifts {
		states[i] = map[string]string{
			harness.LastUserKey: harness.Username, harness.Key(harness.Username, "idToken"): jwt(`{"exp":99999999999}`), harness.Key(harness.Username, "accessToken"): jwt(`{"exp":99999999999}`),
			harness.Key(harness.Username, "refreshToken"): "r", harness.Key(harness.Username, "clockDrift"): drift,
		}
	}
	for i, claim := range claims {
		token := jwt(`{"exp":` + claim + `}`)
		states[len(drifts)+i] = map[string]string{
			harness.LastUserKey: harness.Username, harness.Key(harness.Username, "idToken"): token, harness.Key(harness.Username, "accessToken"): token,
			// So that a claim of 0 or 1 is in the future.
			harness.Key(harness.Username, "refreshToken"): "r", harness.Key(harness.Username, "clockDrift"): "99999999999",
		}
	}

	s := harness.NewSite(t)
	s.Serve("/states.json", func(w http.ResponseWriter, _ *http.Request) {
		if err := json.NewEncoder(w).Encode(states); err != nil {
			t.Error(err)
		}
	})
	s.Script("/readers.js", readersScript)
	s.Page("/readers.html", `<!doctype html><title>readers</title><script type="module" src="/readers.js"></script>`)
	tb := harness.NewTab(t, s)
	tb.Open("/readers.html")
	var answers [][2]reading
	tb.EvalWithin(4*harness.Patience, "ask()", &answers)
	if len(answers) != count {
		t.Fatalf("%d answers to %d states", len(answers), count)
	}
	outcomes, disagreements := map[string]int{}, 0
	for i, answer := range answers {
		facade, core := answer[0], answer[1]
		outcomes[core.Outcome]++
		if facade.Who != core.Who || facade.Outcome != core.Outcome || facade.Drift != core.Drift || !slices.Equal(facade.Tokens, core.Tokens) {
			if disagreements++; disagreements <= 20 {
				t.Errorf("state %d:\n%s\nfacade %+v\ncore   %+v", i, readable(states[i]), facade, core)
			}
		}
	}
	if disagreements > 0 {
		t.Errorf("%d of %d disagree", disagreements, count)
	}
	t.Logf("outcomes: %v", outcomes)
	// A generator that makes one kind of state only proves little.
	for _, outcome := range []string{
		"nobody", "valid", "refresh",
		"Local storage is missing an ID Token, Please authenticate", "Cannot retrieve a new session. Please authenticate.",
	} {
		if outcomes[outcome] < count/50 {
			t.Errorf("only %d states are %q", outcomes[outcome], outcome)
		}
	}
	if len(outcomes) != 5 {
		t.Errorf("outcomes are %v, want five", outcomes)
	}
}

// drifts are texts under clockDrift, which is read with parseInt. Left out are
// white space beyond ASCII and numbers that no int64 holds: the core takes 0.
var drifts = []string{
	"0", "12", "-5", "12.7", "0x10", "-0x10", "0X1f", "0x", "0b1", "1e3", "NaN", "abc", "", " 7", "\v7", "7abc", "+3", "-+3", "+-3", "--3", "-",
	"Infinity", "-Infinity", "00012", "null", "undefined", "true", "-0", "٣",
	"99999999999", "-99999999999", "0xffffffffff", // not in random states: see zeros
}

// claims are JSON values of exp. Objects and arrays are left out: nobody writes
// them, and JavaScript compares their texts.
var claims = []string{
	"0", "1", "-1", "1.5", "1e3", "1e400", `"0"`, `"1"`, `"-1"`, `"+1"`, `"abc"`, `"007"`,
	`"9007199254740993"`, "9007199254740993", `"99999999999"`,
}

// zeros are claims that JavaScript counts as 0 or 1 and the core as no number.
// It makes no difference to a service whose clock is past 1970.
var zeros = []string{"null", "true", "false", `""`, `" 1 "`}

// randomState makes a storage that is mostly, but not quite, a session.
func randomState(random *rand.Rand) map[string]string {
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	now := time.Now().Unix()
	names := []string{harness.Username, "ada@example.com", "Ädä Łovelace", "日本", "🙂", "a.b", "a b", "idToken", "__proto__", "LastAuthUser", "%41"}

	claim := func() string {
		switch random.IntN(10) {
		case 0:
			return pick(append(zeros, claims...))
		case 1:
			return ""
		case 2, 3, 4:
			return fmt.Sprint(now - 3600)
		case 5:
			return fmt.Sprintf(`"%d"`, now+3600)
		}
		// An hour off, so that no state changes its meaning as the test runs.
		return fmt.Sprint(now + 3600)
	}
	token := func() string {
		switch random.IntN(12) {
		case 0:
			return pick([]string{"abc", ".", "..", "a.b.c", "a.!!!.c", "a.bm8.c", "a." + strings.Repeat("A", 5) + ".c", " "})
		case 1:
			return jwt(pick([]string{"{", "5", "[]", `"text"`, "true", "{}", "", "\xff\xfe", `{"exp":1,}`}))
		}
		members := []string{`"sub":"` + pick(names) + `"`}
		for _, name := range []string{"exp", "iat"} {
			if value := claim(); value != "" {
				members = append(members, `"`+name+`":`+value)
			}
		}
		text := jwt("{" + strings.Join(members, ",") + "}")
		switch random.IntN(8) {
		case 0: // the other alphabet, with padding
			payload := "{" + strings.Join(members, ",") + "}"
			return "h." + base64.StdEncoding.EncodeToString([]byte(payload)) + ".s"
		case 1:
			return text[:strings.LastIndexByte(text, '.')] // two pieces
		case 2:
			return text + ".more"
		case 3: // what is in neither alphabet is left out
			i := 2 + random.IntN(len(text)-4)
			return text[:i] + pick([]string{" ", "\n", "\t", "*", "%", "~"}) + text[i:]
		case 4: // cut off somewhere
			return text[:random.IntN(len(text))]
		}
		return text
	}

	name := pick(names)
	state := map[string]string{"other": "1"}
	if random.IntN(12) > 0 {
		state[harness.LastUserKey] = name
	}
	if random.IntN(10) == 0 {
		name = pick(names) // the session of another
	}
	if random.IntN(12) > 0 {
		state[harness.Key(name, "idToken")] = token()
	}
	if random.IntN(12) > 0 {
		state[harness.Key(name, "accessToken")] = token()
	}
	if random.IntN(3) > 0 {
		state[harness.Key(name, "refreshToken")] = pick([]string{"r", "a.b.c.d.e", "0", " "})
	}
	switch random.IntN(6) {
	case 0:
	case 1:
		state[harness.Key(name, "clockDrift")] = pick(drifts[:len(drifts)-3])
	case 2:
		state[harness.Key(name, "clockDrift")] = pick([]string{"7200", "-7200"}) // turns valid and ended around
	default:
		state[harness.Key(name, "clockDrift")] = fmt.Sprint(random.IntN(120) - 60)
	}
	return state
}

// jwt is a token with the payload, signed by nobody.
func jwt(payload string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2ln"
}

// readable shows a state with its tokens' payloads.
func readable(state map[string]string) string {
	var lines []string
	for name, value := range state {
		line := fmt.Sprintf("%s = %q", name, value)
		if pieces := strings.Split(value, "."); len(pieces) > 1 {
			payload, err := base64.RawURLEncoding.DecodeString(pieces[1])
			line += fmt.Sprintf(" (%s, %v)", payload, err)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestReadingWritesNothing: a page that reads its session does not test localStorage by writing,
// which other tabs would hear.
func TestReadingWritesNothing(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenEmpty()
	tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
	tb.OpenEmpty()
	tb.Eval(`(() => {
		window.written = [];
		const { setItem } = Storage.prototype;
		Storage.prototype.setItem = function (...entry) {
			written.push(entry[0]);
			return setItem.apply(this, entry);
		};
	})()`, nil)
	loadClassic(tb)
	if got := tb.Session(); got.Error != nil || !got.Value.Valid {
		t.Errorf("%+v", got)
	}
	var written []string
	tb.Eval("written", &written)
	if len(written) != 0 {
		t.Errorf("it writes %v", written)
	}
}
