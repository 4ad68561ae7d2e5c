package harness

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// Root is the project's folder.
var Root = sync.OnceValue(func() string {
	folder, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			panic("the tests do not run within the project")
		}
		folder = filepath.Dir(folder)
	}
})()

// Main runs the tests of a package, unless dist is not what the sources are. In the end
// it closes their browser and removes what they shared.
func Main(m *testing.M) {
	if err := wasmbuild.Lean.Check(Root); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		os.Exit(1)
	}
	code := m.Run()
	for _, closeBrowser := range closeBrowsers {
		closeBrowser()
	}
	removeTemporary()
	os.Exit(code)
}

// Browser is the one browser of a package's tests; each test has a profile and tabs of
// its own in it. The first test that needs it starts it.
func Browser(t *testing.T) context.Context {
	t.Helper()
	return started(t, shellBrowser)
}

// WholeBrowser is Browser for what the headless shell does not have, a back/forward cache for
// instance, and for measurements, which are of the browsers that people use.
func WholeBrowser(t *testing.T) context.Context {
	t.Helper()
	return started(t, wholeBrowser)
}

func started(t *testing.T, start func() (context.Context, error)) context.Context {
	t.Helper()
	browser, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return browser
}

var (
	shellBrowser = sync.OnceValues(func() (context.Context, error) { return startBrowser(Chromium) })
	wholeBrowser = sync.OnceValues(func() (context.Context, error) { return startBrowser(WholeChromium) })

	closeMu       sync.Mutex
	closeBrowsers []func()
)

// AtEnd has a browser of the package's tests closed after the last of them.
func AtEnd(closeBrowser func()) {
	closeMu.Lock()
	defer closeMu.Unlock()
	closeBrowsers = append(closeBrowsers, closeBrowser)
}

func startBrowser(find func() (string, error)) (context.Context, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// Tabs in the background must go on as fast as the one in front.
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		// A name that is not a secure context, as a developer's machine seen
		// from another one.
		chromedp.Flag("host-resolver-rules", "MAP insecure.test 127.0.0.1"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	browser, cancel := chromedp.NewContext(allocator)
	AtEnd(cancel)
	AtEnd(closeAllocator)
	if err := chromedp.Do(browser); err != nil {
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return browser, nil
}

// headlessShell is Chromium without its own pages and windows, which take more time than
// the pages of most tests.
const headlessShell = "chromium-headless-shell"

// Chromium returns the path of the tests' browser: CHROMIUM, the headless shell, or a whole
// Chromium.
func Chromium() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	if path, err := exec.LookPath(headlessShell); err == nil {
		return path, nil
	}
	return WholeChromium()
}

// WholeChromium returns the path of a Chromium that has all that people's browsers have,
// extensions and the back/forward cache too.
func WholeChromium() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" && filepath.Base(path) != headlessShell {
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("these tests need Chromium: install it (Debian: apt install chromium %s), or set CHROMIUM to its path", headlessShell)
}
