package engines

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// Engine is a browser other than Chromium. The first test that needs it starts it; each test
// has a profile of its own in it.
type Engine struct {
	Name string
	// packages are Debian's.
	packages []string
	// find returns the paths of its programs.
	find func() ([]string, error)
	// start starts them. What they write is in the folder.
	start func(ctx context.Context, paths []string, folder string) (browser, error)

	once    sync.Once
	browser browser
	err     error
}

// browser is a running browser, by the protocol that it speaks.
type browser interface {
	// newProfile makes a profile in which nothing is stored.
	newProfile(ctx context.Context) (profile string, err error)
	// open opens a window of a profile.
	open(ctx context.Context, profile string) (window, error)
	// removeProfile forgets what a profile has stored; its windows are closed.
	removeProfile(ctx context.Context, profile string) error
	close()
}

type window interface {
	harness.Window
	// listen has complain called with what the window's pages complain about from now on.
	listen(complain func(text string))
	// click clicks on the first element that a selector finds. For the page, a person has done it.
	click(ctx context.Context, selector string) error
	close(ctx context.Context) error
}

// All are the engines.
var All = []*Engine{Firefox, WebKit}

// Require fails unless the browser is installed. Only where the system has no such package,
// which no make target could install, is the test skipped.
func (e *Engine) Require(t *testing.T) {
	t.Helper()
	_, err := e.find()
	if err == nil {
		return
	}
	if available(e.packages) {
		t.Fatalf("%s is not installed: %v (make engines as root, or apt install %s)", e.Name, err, strings.Join(e.packages, " "))
	}
	t.Skipf("not tested in %s: this system has no package %s", e.Name, strings.Join(e.packages, ", "))
}

// available reports whether the system has packages of all these names.
func available(packages []string) bool {
	for _, name := range packages {
		if exec.Command("apt-cache", "show", name).Run() != nil {
			return false
		}
	}
	return true
}

// started returns the running browser.
func (e *Engine) started(t *testing.T) browser {
	t.Helper()
	e.Require(t)
	e.once.Do(func() {
		var folder string
		if folder, e.err = os.MkdirTemp("", "engines-"); e.err != nil {
			return
		}
		harness.AtEnd(func() {
			if e.browser != nil {
				e.browser.close()
			}
			_ = os.RemoveAll(folder)
		})
		ctx, cancel := context.WithTimeout(context.Background(), harness.Patience)
		defer cancel()
		var paths []string
		if paths, e.err = e.find(); e.err == nil {
			e.browser, e.err = e.start(ctx, paths, folder)
		}
	})
	if e.err != nil {
		t.Fatalf("starting %s: %v", e.Name, e.err)
	}
	return e.browser
}
