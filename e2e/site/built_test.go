//go:build ecosystem

package site

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

// base is the folder that the pages are in, as those of a project at GitHub.
const base = "/cognitowasm/"

// built builds the site, once.
var built = sync.OnceValues(func() (folder string, err error) {
	cmd := exec.Command("make", "site", "SITE_BASE="+base)
	cmd.Dir = harness.Root
	// Make, which runs these tests, has its own flags and jobs in there.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "MAKE") || strings.HasPrefix(variable, "MFLAGS=")
	})
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return filepath.Join(harness.Root, "docs", ".vitepress", "dist"), nil
})

// reader is a tab that reads the site.
type reader struct {
	*harness.Tab
	origin string
}

// open serves the site and opens its first page in a window of a width. It fails the test when the
// site asks another host for anything, or for what is not there.
func open(t *testing.T, width int64) reader {
	t.Helper()
	folder, err := built()
	if err != nil {
		t.Fatal(err)
	}
	files := http.NewServeMux()
	files.Handle(base, http.StripPrefix(base, http.FileServer(http.Dir(folder))))
	server := httptest.NewServer(files)
	t.Cleanup(server.Close)
	r := reader{harness.NewTab(t, harness.NewSite(t)), server.URL}
	if err := chromedp.Listen(r.Ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if url := e.Request.URL; !strings.HasPrefix(url, server.URL+base) && !strings.HasPrefix(url, "data:") {
				t.Errorf("%s asks for %s", e.DocumentURL, url)
			}
		case *network.EventResponseReceived:
			if e.Response.Status >= 400 {
				t.Errorf("%s: status %d", e.Response.URL, e.Response.Status)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(r.Ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(r.Ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1}); err != nil {
		t.Fatal(err)
	}
	r.read(base)
	return r
}

// read opens a page by its path.
func (r reader) read(path string) {
	r.T.Helper()
	r.Run(chromedp.Navigate(r.origin + path))
}

// sidebar returns the links of the sidebar, by their paths.
func (r reader) sidebar() (links []link) {
	r.T.Helper()
	r.Eval(`[...document.querySelectorAll('.VPSidebar a')].map((a) => ({ Path: a.pathname, Text: a.innerText || a.textContent }))`, &links)
	return links
}

type link struct{ Path, Text string }
