//go:build js && wasm

package browser

import (
	"context"
	"errors"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// Rand reads the page's secure random source, crypto.getRandomValues.
type Rand struct{}

// Read fills p.
func (Rand) Read(p []byte) (int, error) {
	for filled := 0; filled < len(p); {
		// The browser returns at most 65,536 bytes at a time.
		part := p[filled:min(len(p), filled+65536)]
		array, err := jsbridge.New("Uint8Array", len(part))
		if err != nil {
			return filled, err
		}
		if _, err := jsbridge.CallOn("crypto", "getRandomValues", array); err != nil {
			return filled, errors.New("no secure random source: crypto.getRandomValues failed")
		}
		n, err := safejs.CopyBytesToGo(part, array)
		if err != nil {
			return filled, err
		}
		filled += n
	}
	return len(p), nil
}

// Yield lets the page run: it posts a message to itself, which arrives after everything that
// has been waiting. It uses no timer, which would wait forever if a test has frozen the page's
// clock. Without MessageChannel, as in jsdom, it does nothing.
func Yield(ctx context.Context) {
	channel, err := jsbridge.New("MessageChannel")
	if err != nil {
		return
	}
	first, err := jsbridge.Get(channel, "port1")
	if err != nil {
		return
	}
	second, err := jsbridge.Get(channel, "port2")
	if err != nil {
		return
	}
	// Open ports keep Node running.
	defer func() { _, _ = jsbridge.CallMethod(first, "close") }()
	promise, resolve, err := jsbridge.NewPromise()
	if err != nil {
		return
	}
	arrived, err := jsbridge.FuncOf(func(safejs.Value, []safejs.Value) any {
		resolve()
		return nil
	})
	if err != nil {
		return
	}
	defer arrived.Release()
	if first.Set("onmessage", arrived) != nil {
		return
	}
	if _, err := jsbridge.CallMethod(second, "postMessage", 0); err == nil {
		_, _ = jsbridge.Await(ctx, promise)
	}
}

// ParseJSON decodes one JSON text with the page's own decoder.
func ParseJSON(text string) (core.Value, error) {
	value, err := jsbridge.CallOn("JSON", "parse", text)
	if err != nil {
		return nil, err
	}
	return jsbridge.FromJS(value)
}

// DeviceName returns upstream's name for this device: the browser's user agent, or
// "nodejs".
func DeviceName() string {
	navigator, err := jsbridge.Get(safejs.Global(), "navigator")
	if err != nil || navigator.Type() != safejs.TypeObject {
		return "nodejs"
	}
	agent, err := jsbridge.Get(navigator, "userAgent")
	if err != nil || agent.Type() != safejs.TypeString {
		return "nodejs"
	}
	text, _ := agent.String()
	return text
}
