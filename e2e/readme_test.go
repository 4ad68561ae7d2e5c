package e2e

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// samples gives the README's code blocks of a language.
func samples(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, match := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		found = append(found, match[1])
	}
	return found
}

// inTest gives a sample the test's pool in place of the README's.
func (s *site) inTest(sample string) string {
	return strings.NewReplacer(
		"eu-west-1_AbCdEf123", "us-east-1_FakePool1",
		"ClientId: '1example2client3id'", "ClientId: '1fakeclient2fakeclient3fake', endpoint: '"+s.endpoint+"'",
		"clientId: '1example2client3id'", "clientId: '1fakeclient2fakeclient3fake', endpoint: '"+s.endpoint+"'",
		"'cognitowasm/core'", "'/dist/core.mjs'",
	).Replace(sample)
}

func TestReadmeScriptSample(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.page("/readme.html", `<!doctype html><title>nobody</title><script src="/dist/amazon-cognito-identity.min.js"></script><script src="/readme.js"></script>`)
	s.script("/readme.js", s.inTest(samples(t, "js")[0]+samples(t, "js")[2]))
	tb := newTab(t, s)
	tb.open("/readme.html")
	title := func() string {
		var text string
		// A mutation of the title is what the sample shows its result by.
		tb.eval(`new Promise((resolve) => {
			const done = () => document.title !== 'nobody' && resolve(document.title);
			new MutationObserver(done).observe(document.querySelector('title'), { childList: true });
			done();
		})`, &text)
		return text
	}
	tb.eval("signIn($0, $1)", nil, username, password)
	if got := title(); got != username {
		t.Fatalf("signed in, the page shows %q, want %q", got, username)
	}
	var attributes []struct{ Name string }
	tb.eval(`(async () => {
		const user = pool.getCurrentUser();
		await user.getSession();
		`+samples(t, "js")[1]+`
		return attributes;
	})()`, &attributes)
	if len(attributes) == 0 {
		t.Error("there are no attributes")
	}
	tb.reload()
	var now string
	tb.eval("document.title", &now)
	if now != username {
		t.Errorf("after a reload the page shows %q, want %q", now, username)
	}
}

// The sample that asks for a worker has one, and the refresh token sealed.
func TestReadmeWorkerSample(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.beforePages(noteWorkers)
	tb.openLibrary("ours")
	tb.eval("void (() => {"+samples(t, "js")[5]+"})()", nil)
	if err := tb.signIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	if n, token := tb.workers(), tb.storage()[key("ada.refreshToken")]; n != 1 || !strings.HasPrefix(token, "cognitowasm.sealed.") {
		t.Errorf("%d workers; the refresh token is sealed: %t", n, strings.HasPrefix(token, "cognitowasm.sealed."))
	}
}

func TestReadmeCoreSample(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.script("/readme.js", s.inTest(samples(t, "js")[3])+"\nwindow.done({ user, idToken });\n")
	tb := newTab(t, s)
	s.script("/before.js", "window.result = new Promise((resolve) => { window.done = resolve; });")
	s.page("/readme.html", `<!doctype html><title>e2e</title><script src="/before.js"></script><script type="module" src="/readme.js"></script>`)
	tb.open("/readme.html")
	var result struct {
		User    struct{ Username string }
		IDToken string
	}
	tb.eval("window.result", &result)
	if result.User.Username != username || strings.Count(result.IDToken, ".") != 2 {
		t.Errorf("the sample gave %q and a token of %d characters", result.User.Username, len(result.IDToken))
	}
	if left := tb.storage(); len(left) != 0 {
		t.Errorf("after signing out, storage has %d entries", len(left))
	}
}

// The sample that chooses the program over the AWS SDK signs in with it.
func TestReadmeSDKSample(t *testing.T) {
	sdk := sdkProgram(t)
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openLibrary("ours")
	sample := strings.NewReplacer("/cognitowasm/awssdk/", "/dist/awssdk/", "sha256-…", sdk["wasmIntegrity"]).Replace(samples(t, "js")[4])
	tb.eval("void (() => {"+sample+"})()", nil)
	if err := tb.signIn(); err != nil {
		t.Errorf("%+v", *err)
	}
	if n := s.requests("/awssdk/cognitowasm.wasm"); n != 1 {
		t.Errorf("%d requests for the program, want 1", n)
	}
}

// The recipe for checking a program gives the digest of build-info.json.
func TestReadmeIntegrityRecipe(t *testing.T) {
	info, err := wasmbuild.ReadInfo(filepath.Join(root, "dist"))
	if err != nil {
		t.Fatal(err)
	}
	recipe := samples(t, "sh")[1]
	got := command(t, root, "sh", "-ec", strings.Replace(recipe, "make build &&", "", 1))
	for _, part := range []string{info.Go, info.Wasm.Integrity, "\n" + strings.TrimPrefix(info.Wasm.Integrity, "sha256-") + "\n"} {
		if !strings.Contains(got, part) {
			t.Errorf("the recipe printed no %q:\n%s", part, got)
		}
	}
}

// The Go sample compiles as it stands; a test in package core runs it against the
// fake.
func TestReadmeGoSample(t *testing.T) {
	found := samples(t, "go")
	if len(found) != 1 {
		t.Fatalf("the README has %d Go samples", len(found))
	}
	for _, sample := range found {
		file := filepath.Join(t.TempDir(), "main.go")
		if err := os.WriteFile(file, []byte(sample), 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("go", "vet", file)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// The sizes that the README states are those of dist, give or take what
// rounding takes off and half a percent.
func TestReadmeSizes(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", "./internal/cmd/size")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	measured := regexp.MustCompile(`(?m)^ *\d+ +\d+ +(\d+) +(?:\d+|-) +(\S.*)$`).FindAllStringSubmatch(string(out), -1)
	if len(measured) == 0 {
		t.Fatalf("make size printed no sizes:\n%s", out)
	}
	for _, m := range measured {
		size, _ := strconv.ParseFloat(m[1], 64)
		row := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(m[2]) + ` \| ([\d.,]+) kB`).FindStringSubmatch(string(text))
		if row == nil {
			t.Errorf("the README has no row for %q", m[2])
			continue
		}
		if stated, _ := strconv.ParseFloat(strings.ReplaceAll(row[1], ",", ""), 64); math.Abs(stated*1000-size) > 50+0.005*size {
			t.Errorf("%s: the README says %s kB, it is %.0f bytes", m[2], row[1], size)
		}
	}
}

// The tables of differences are those of differences.json, and each row names a
// test that exists.
func TestReadmeDifferences(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if made := command(t, root, "go", "run", "./internal/cmd/gendifferences"); made != string(text) {
		t.Error("README.md is stale: run make gen")
	}
	differences := readDifferences(t)
	if len(differences) < 20 {
		t.Fatalf("found %d differences", len(differences))
	}
	for _, d := range differences {
		for _, cell := range strings.Split(d.Test, "; ") {
			match := regexp.MustCompile("^`([a-z0-9/-]+)`: (.+)$").FindStringSubmatch(cell)
			if match == nil {
				t.Errorf("%q names no test", cell)
				continue
			}
			files, names := filepath.Join(root, match[1], "*_test.go"), strings.Split(match[2], ", ")
			form := "func %s(t "
			if folder, ok := map[string]string{"facade": "jsbridge/", "e2e/world": ""}[regexp.MustCompile(`^(facade|e2e/world)?`).FindString(match[1])]; ok {
				files, names = filepath.Join(root, folder+match[1]+".test.*js"), []string{strings.TrimSuffix(match[2], "…")}
				form = "test('%s"
			}
			paths, err := filepath.Glob(files)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				if !slices.ContainsFunc(paths, func(path string) bool {
					source, err := os.ReadFile(path)
					return err == nil && strings.Contains(string(source), fmt.Sprintf(form, strings.TrimSpace(name)))
				}) {
					t.Errorf("%s has no test %q", match[1], name)
				}
			}
		}
	}
}
