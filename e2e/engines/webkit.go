package engines

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// WebKit is the MiniBrowser of WebKitGTK, by WebKitWebDriver. It has no headless mode, and
// shows its windows on a display in memory.
var WebKit = &Engine{
	Name:     "webkit",
	packages: []string{"webkit2gtk-driver", "xvfb"},
	find: func() ([]string, error) {
		driver, err := exec.LookPath("WebKitWebDriver")
		if err != nil {
			return nil, err
		}
		display, err := exec.LookPath("Xvfb")
		return []string{driver, display}, err
	},
	start: startWebKit,
}

// webkit is a running MiniBrowser.
type webkit struct {
	*webdriver
	processes []*process // the display first
}

func startWebKit(ctx context.Context, paths []string, folder string) (_ browser, err error) {
	w := &webkit{}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	display, err := startProcess(folder, nil, paths[1], "-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp")
	if err != nil {
		return nil, err
	}
	w.processes = append(w.processes, display)
	number, err := display.says(ctx, regexp.MustCompile(`^\s*(\d+)\s*$`))
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	driver, err := startProcess(folder, []string{
		"DISPLAY=:" + number, "GDK_BACKEND=x11", "LIBGL_ALWAYS_SOFTWARE=1",
		// There is no session bus, and nobody whose settings or screen reader were there.
		"GSETTINGS_BACKEND=memory", "NO_AT_BRIDGE=1",
	}, paths[0], "--port="+address[strings.LastIndex(address, ":")+1:])
	if err != nil {
		return nil, err
	}
	w.processes = append(w.processes, driver)
	if err := driver.until(ctx, func() error {
		return driverCommand(ctx, http.MethodGet, "http://"+address+"/status", nil, nil)
	}); err != nil {
		return nil, err
	}
	w.webdriver, err = newWebdriver(ctx, "http://"+address, object{"webkitgtk:browserOptions": object{"args": []string{"--automation"}}})
	return w, err
}

// freeAddress returns an address that nobody listens at: the driver takes no port 0.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String(), nil
}

// newProfile is all windows': the site of each test has ports, and so a storage, of its own, and
// no test relies on a cookie that is not there.
func (w *webkit) newProfile(context.Context) (string, error) { return "", nil }

func (w *webkit) open(ctx context.Context, _ string) (window, error) { return w.webdriver.open(ctx) }

func (w *webkit) removeProfile(context.Context, string) error { return nil }

func (w *webkit) close() {
	if w.webdriver != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = driverCommand(ctx, http.MethodDelete, w.session, nil, nil)
	}
	for _, p := range w.processes {
		p.kill()
	}
}
