//go:build js && wasm

package browser

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// The suite also runs with the AWS SDK, in core/awsidp. Here fetch itself is the server, and
// returns instances of the platform's class Response.
func TestFetchConforms(t *testing.T) {
	conformance.IdentityProvider(t, func(t *testing.T, play func(conformance.Request) conformance.Answer) core.IdentityProvider {
		failure := must(jsbridge.New("TypeError", "terminated"))
		define(t, "fetch", function(t, func(args []safejs.Value) any {
			if aborted, _ := must(must(args[1].Get("signal")).Get("aborted")).Bool(); aborted {
				return must(jsbridge.CallOn("Promise", "reject", must(must(args[1].Get("signal")).Get("reason"))))
			}
			headers := must(args[1].Get("headers"))
			text := func(o safejs.Value, name string) string { return must(must(o.Get(name)).String()) }
			a := play(conformance.Request{
				Method: text(args[1], "method"), Target: text(headers, "X-Amz-Target"), ContentType: text(headers, "Content-Type"), Body: text(args[1], "body"),
			})
			switch a.Fault {
			case conformance.NoAnswer:
				return must(jsbridge.CallOn("Promise", "reject", failure))
			case conformance.Hanging:
				return must(jsbridge.New("Promise", function(t, func([]safejs.Value) any { return nil })))
			}
			var header core.Object
			for name, value := range a.Header {
				header = append(header, core.Member{Name: name, Value: value})
			}
			if a.Header["Content-Type"] == "" { // a Response would name one for a text
				header = append(header, core.Member{Name: "content-type", Value: ""})
			}
			if a.Fault != conformance.CutShort {
				return resolved(answer(a.Status, a.Body, header))
			}
			stream := must(jsbridge.New("ReadableStream", object(core.Object{{Name: "start", Value: function(t, func(args []safejs.Value) any {
				bytes := must(must(jsbridge.New("TextEncoder")).Call("encode", a.Body))
				must(args[0].Call("enqueue", bytes))
				must(args[0].Call("error", failure))
				return nil
			})}})))
			return resolved(must(jsbridge.New("Response", stream, object(core.Object{{Name: "status", Value: a.Status}, {Name: "headers", Value: header}}))))
		}))
		return Fetch{Endpoint: "https://idp.example/"}
	})
}
