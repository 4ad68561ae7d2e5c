package session

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestProperty12Poison fills storage, replies and tokens with what does not belong
// there: a typed error or a right answer, nothing is written, and one Wasm module
// bears it all.
func TestProperty12Poison(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	openProperties(tb)
	tb.Eval(`(async () => {
		window.items = new Map();
		const storage = storageOver(items);
		await once((done) => enter(new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: makePool({ Storage: storage }), Storage: storage }), done));
	})()`, nil)
	// Who replaced an access token is known for a while, and here it is the same one each time.
	tb.Eval("void (navigator.locks.query = async () => ({ held: [], pending: [] }))", nil)
	// Nor is the pause between two attempts what this is about.
	tb.Eval("void (hurried = Infinity)", nil)
	tb.Expect("blocked by CORS policy") // of a request that is too long
	var poisons []string
	tb.Eval("Object.keys(poisons())", &poisons)
	for _, what := range []string{"poisonStorage", "poisonReplies"} {
		t.Run(what, func(t *testing.T) {
			for _, poison := range poisons {
				lives(t, tb, what+"([...items], $0)", poison)
			}
			// What bore that still works.
			if err := tb.SignIn(); err != nil {
				t.Errorf("%+v", *err)
			}
		})
	}
	if n := s.Requests(".wasm"); n != 1 {
		t.Errorf("%d Wasm modules were started, want 1", n)
	}
}
