//go:build js && wasm

package browser

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// Client reaches Cognito through a function of the page instead of fetch: an application's
// own client, or a stub in a test.
type Client struct {
	// Request is called with the operation, its input, and a callback for an error or a
	// reply.
	Request safejs.Value
}

var (
	_ core.IdentityProvider = Client{}
	_ core.FormPoster       = Client{}
)

// PostForm posts a form with the page's fetch: it is no operation of the API.
func (c Client) PostForm(ctx context.Context, url, form string) (core.Reply, error) {
	return Fetch{}.PostForm(ctx, url, form)
}

type clientAnswer struct {
	reply core.Value
	err   error
}

// Call calls the function, and waits for its callback.
func (c Client) Call(ctx context.Context, operation string, input core.Object) (core.Reply, error) {
	document, err := jsbridge.ToJS(input)
	if err != nil {
		return core.Reply{}, err
	}
	answers := make(chan clientAnswer, 1)
	callback, err := jsbridge.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		select {
		case answers <- answerOf(operation, args):
		default: // called a second time
		}
		return nil
	})
	if err != nil {
		return core.Reply{}, err
	}
	// It is never released: the page may call it at any time.
	if _, err := jsbridge.CallOn("Reflect", "apply", c.Request, safejs.Undefined(), jsArray(operation, document, callback)); err != nil {
		return core.Reply{}, err
	}
	select {
	case a := <-answers:
		members, _ := a.reply.(core.Object)
		return core.Reply{Members: members}, a.err
	case <-ctx.Done():
		return core.Reply{}, noAnswer(ctx, ctx.Err())
	}
}

func jsArray(elements ...any) any {
	array, err := jsbridge.CallOn("Array", "of", elements...)
	if err != nil {
		return nil
	}
	return array
}

func answerOf(operation string, args []safejs.Value) clientAnswer {
	if len(args) > 0 {
		if failed, _ := args[0].Truthy(); failed {
			return clientAnswer{err: jsbridge.RefusedBy(operation, args[0])}
		}
	}
	if len(args) < 2 {
		return clientAnswer{reply: core.Object{}}
	}
	reply, err := jsbridge.FromJS(args[1])
	return clientAnswer{reply, err}
}
