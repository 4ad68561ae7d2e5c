package e2e

import "testing"

// TestProperty12Poison fills storage, replies and tokens with what does not belong
// there: a typed error or a right answer, nothing is written, and one program
// bears it all.
func TestProperty12Poison(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openProperties()
	tb.eval(`(async () => {
		window.items = new Map();
		const storage = storageOver(items);
		await once((done) => enter(new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: makePool({ Storage: storage }), Storage: storage }), done));
	})()`, nil)
	// Who replaced an access token is known for a while, and here it is the same one each time.
	tb.eval("void (navigator.locks.query = async () => ({ held: [], pending: [] }))", nil)
	// Nor is the pause between two attempts what this is about.
	tb.eval("void ((start) => { window.setTimeout = (run, delay, ...rest) => start(run, delay > 1000 ? delay : 0, ...rest) })(setTimeout)", nil)
	tb.expect("blocked by CORS policy") // of a request that is too long
	var poisons []string
	tb.eval("Object.keys(poisons())", &poisons)
	for _, what := range []string{"poisonStorage", "poisonReplies"} {
		t.Run(what, func(t *testing.T) {
			for _, poison := range poisons {
				tb.lives(t, what+"([...items], $0)", poison)
			}
			// What bore that still works.
			if err := tb.signIn(); err != nil {
				t.Errorf("%+v", *err)
			}
		})
	}
	if n := s.requests(".wasm"); n != 1 {
		t.Errorf("%d programs were started, want 1", n)
	}
}
