package engines

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// webdriver is a session of a driver that speaks classic WebDriver: a command for one window after
// the other, each after that which chooses the window.
type webdriver struct {
	session string // its address
	first   string // its first window, which stays open

	mu sync.Mutex
}

// driverCommand gives a driver a command, and decodes its value into result unless that is nil.
func driverCommand(ctx context.Context, method, address string, parameters object, result any) error {
	var body io.Reader
	if method == http.MethodPost {
		text, err := json.Marshal(parameters)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	var reply struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&reply); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		var failure struct{ Error, Message string }
		if err := json.Unmarshal(reply.Value, &failure); err != nil {
			return err
		}
		return fmt.Errorf("%s: %s", failure.Error, failure.Message)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(reply.Value, result)
}

// newWebdriver starts a session, and a browser with it.
func newWebdriver(ctx context.Context, address string, capabilities object) (*webdriver, error) {
	var session struct{ SessionID string }
	if err := driverCommand(ctx, http.MethodPost, address+"/session", object{"capabilities": object{"alwaysMatch": capabilities}}, &session); err != nil {
		return nil, err
	}
	d := &webdriver{session: address + "/session/" + session.SessionID}
	if err := driverCommand(ctx, http.MethodPost, d.session+"/timeouts", object{"script": harness.Patience.Milliseconds()}, nil); err != nil {
		return nil, err
	}
	return d, driverCommand(ctx, http.MethodGet, d.session+"/window", nil, &d.first)
}

// webdriverWindow is a window of a session.
type webdriverWindow struct {
	*webdriver
	handle string

	complainMu sync.Mutex
	complain   func(text string)
}

func (d *webdriver) open(ctx context.Context) (window, error) {
	var made struct{ Handle string }
	// In a tab in the background, WebKit would let timers wait.
	err := d.command(ctx, d.first, http.MethodPost, "/window/new", object{"type": "window"}, &made)
	return &webdriverWindow{webdriver: d, handle: made.Handle}, err
}

// command gives a window a command.
func (d *webdriver) command(ctx context.Context, handle, method, path string, parameters object, result any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := driverCommand(ctx, http.MethodPost, d.session+"/window", object{"handle": handle}, nil); err != nil {
		return err
	}
	return driverCommand(ctx, method, d.session+path, parameters, result)
}

func (w *webdriverWindow) Navigate(ctx context.Context, url string) error {
	return w.command(ctx, w.handle, http.MethodPost, "/url", object{"url": url}, nil)
}

func (w *webdriverWindow) Reload(ctx context.Context) error {
	return w.command(ctx, w.handle, http.MethodPost, "/refresh", object{}, nil)
}

// evaluateScript is what a page evaluates, an expression in the place of %s. There is no protocol
// for what it says in its console and does not catch: from the first expression on, the page itself
// notes it. The expression has a task of its own, as a page's scripts have: in the driver's call, WebKit
// would run microtasks whenever the page's code returns to the browser.
const evaluateScript = `
if (!window.complaintsForTests) {
	const noted = (window.complaintsForTests = []);
	for (const level of ['error', 'warn']) {
		const { [level]: original } = console;
		console[level] = (...words) => (noted.push('console ' + level + ': ' + words.join(' ')), original.apply(console, words));
	}
	addEventListener('error', ({ message }) => noted.push('uncaught: ' + message));
	addEventListener('unhandledrejection', ({ reason }) => noted.push('uncaught in a promise: ' + reason));
}
const reply = arguments[arguments.length - 1];
const complaints = () => complaintsForTests.splice(0);
setTimeout(() => {
	%s.then(
		(value) => reply({ value, complaints: complaints() }),
		(error) => reply({ error: error + '\n' + (error && error.stack), complaints: complaints() }),
	);
});`

func (w *webdriverWindow) Evaluate(ctx context.Context, expression string) (string, error) {
	var outcome struct {
		Value      string
		Error      *string
		Complaints []string
	}
	if err := w.command(ctx, w.handle, http.MethodPost, "/execute/async", object{"script": fmt.Sprintf(evaluateScript, expression), "args": []any{}}, &outcome); err != nil {
		return "", err
	}
	w.complainMu.Lock()
	defer w.complainMu.Unlock()
	for _, complaint := range outcome.Complaints {
		if w.complain != nil {
			w.complain(complaint)
		}
	}
	if outcome.Error != nil {
		return "", errors.New("the page threw " + *outcome.Error)
	}
	return outcome.Value, nil
}

func (w *webdriverWindow) listen(complain func(text string)) {
	w.complainMu.Lock()
	defer w.complainMu.Unlock()
	w.complain = complain
}

func (w *webdriverWindow) click(ctx context.Context, selector string) error {
	var element map[string]string // one member, whose name the standard sets
	if err := w.command(ctx, w.handle, http.MethodPost, "/element", object{"using": "css selector", "value": selector}, &element); err != nil {
		return err
	}
	for _, id := range element {
		return w.command(ctx, w.handle, http.MethodPost, "/element/"+id+"/click", object{}, nil)
	}
	return errors.New("no element")
}

func (w *webdriverWindow) close(ctx context.Context) error {
	// What the page had to say still counts, whichever page that is, or none.
	_, _ = w.Evaluate(ctx, "(async () => '')()")
	return w.command(ctx, w.handle, http.MethodDelete, "/window", nil, nil)
}
