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
	closeBrowser()
	removeTemporary()
	os.Exit(code)
}

// Browser is the one Chromium of a package's tests; each test has a profile and tabs of
// its own in it. The first test that needs it starts it.
func Browser(t *testing.T) context.Context {
	t.Helper()
	browser, err := theBrowser()
	if err != nil {
		t.Fatal(err)
	}
	return browser
}

var (
	theBrowser   = sync.OnceValues(startBrowser)
	closeBrowser = func() {}
)

func startBrowser() (context.Context, error) {
	path, err := Chromium()
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
	closeBrowser = func() {
		cancel()
		closeAllocator()
	}
	if err := chromedp.Do(browser); err != nil {
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return browser, nil
}

// Chromium returns the path of the browser.
func Chromium() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("these tests need Chromium: install it (Debian: apt install chromium), or set CHROMIUM to its path")
}
