//go:build bench

package bench

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// TestNetwork measures page loads over networks as they are, and writes bench/network.json.
func TestNetwork(t *testing.T) {
	m := measurements{}
	measure(t, m, onNetworks(bench.Networks))
	m.write(t, "network.json", bench.NetworkGroups)
}

// onNetworks returns a part for each network.
func onNetworks(networks []bench.Network) (parts []part) {
	for _, n := range networks {
		parts = append(parts, part{n.SignedIn(), func(t *testing.T, m measurements) { measureNetwork(t, m, n) }})
	}
	return parts
}

func measureNetwork(t *testing.T, m measurements, n bench.Network) {
	far := &distance{roundTrip: n.RoundTrip}
	if n.Cache == bench.Cold {
		far.bandwidth = bench.ColdBandwidth
	}
	s := newBenchSite(t, func(s *harness.Site) {
		s.URL = "https://" + far.to(t, secured(t, s))
		s.Endpoint = "https://" + far.to(t, secured(t, s.Cognito)) + "/"
	})
	rounds := 3
	if n.RoundTrip >= 100*time.Millisecond {
		rounds = 5
	}
	folders := map[bench.Contender]string{}
	for _, wait := range bench.Waits {
		if n.IsMeasured(wait) {
			s.visits(n, folders, libraries, fmt.Sprintf("-session.html?wait=%d", wait), rounds, func(of bench.Contender, elapsed float64) {
				m.add(n.Refreshed(wait), of, elapsed)
			})
		}
	}
	s.visits(n, folders, append([]bench.Contender{oursPreloading}, libraries...), "-form.html", rounds, func(of bench.Contender, elapsed float64) {
		m.addBoth(n.SignedIn(), n.Preloading(), oursPreloading, of, elapsed)
	})
}

// secured serves a handler by HTTP/2 with TLS, and returns the server's address.
func secured(t *testing.T, handler http.Handler) string {
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// publicKeyDigest is the SHA-256, in base64, of the public key that all servers of httptest have.
func publicKeyDigest() string {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	digest := sha256.Sum256(server.Certificate().RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(digest[:])
}

// visits opens a page of each contender in turns, each time in a browser that has just been
// started, and says when the page had what it wanted, in milliseconds. The folders keep what
// the browsers keep.
func (s *benchSite) visits(n bench.Network, folders map[bench.Contender]string, contenders []bench.Contender, page string, rounds int, finished func(of bench.Contender, elapsed float64)) {
	s.T.Helper()
	alternate(rounds, contenders, func(_ int, of bench.Contender) {
		folder := folders[of]
		if folder == "" {
			folder = s.T.TempDir()
			if n.Cache != bench.Cold {
				// The second visit is when the browser begins to keep compiled code.
				for range 3 {
					s.visit(folder, of, page)
				}
				folders[of] = folder
			}
		}
		if n.Cache == bench.CachedFiles {
			s.forgetCode(folder)
		}
		finished(of, s.cached(n.Cache != bench.Cold, of, func() float64 { return s.visit(folder, of, page) }))
	})
}

// visit opens a page of a library in a browser with that folder of user data.
func (s *benchSite) visit(folder string, of bench.Contender, page string) (elapsed float64) {
	s.T.Helper()
	path, err := harness.WholeChromium()
	if err != nil {
		s.T.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(folder),
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// The servers' certificate is trusted: what comes by one with errors, the browser does not keep.
		chromedp.Flag("ignore-certificate-errors-spki-list", publicKeyDigest()),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	defer closeAllocator()
	browser, closeBrowser := chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil {
		s.T.Fatal(err)
	}
	// Not in a private window, where browsers open no connection ahead.
	tb := harness.OpenTab(s.T, s.Site, browser)
	tb.Open("/" + string(of) + page)
	tb.Eval("finished", &elapsed)
	tb.Close()
	if err := chromedp.Cancel(browser); err != nil { // and wait, so that the caches are written
		s.T.Fatal(err)
	}
	closeBrowser()
	return elapsed
}

// forgetCode removes the compiled code from a browser's user data.
func (s *benchSite) forgetCode(folder string) {
	s.T.Helper()
	code := filepath.Join(folder, "Default", "Code Cache")
	if _, err := os.Stat(code); err != nil {
		s.T.Fatal(err)
	}
	if err := os.RemoveAll(code); err != nil {
		s.T.Fatal(err)
	}
}
