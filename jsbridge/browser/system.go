//go:build js && wasm

package browser

import (
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
		// The browser gives at most 65,536 bytes at a time.
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

// ParseJSON decodes one JSON text with the page's own decoder.
func ParseJSON(text string) (core.Value, error) {
	value, err := jsbridge.CallOn("JSON", "parse", text)
	if err != nil {
		return nil, err
	}
	return jsbridge.FromJS(value)
}

// DeviceName names this device as the peer does: by the browser's user agent,
// or "nodejs".
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
