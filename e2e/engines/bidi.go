package engines

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/coder/websocket"
)

// bidi is a connection to a browser that speaks WebDriver BiDi.
type bidi struct {
	socket *websocket.Conn

	mu        sync.Mutex
	last      int
	waiting   map[int]chan<- bidiMessage
	listeners map[string]func(text string) // by browsing context
	broken    error
}

// bidiMessage is what comes from the browser: a reply, or an event.
type bidiMessage struct {
	ID             int
	Method         string // of an event
	Params, Result json.RawMessage
	Error, Message string
}

// dialBidi connects to a session.
func dialBidi(ctx context.Context, address string) (*bidi, error) {
	socket, _, err := websocket.Dial(ctx, address, nil)
	if err != nil {
		return nil, err
	}
	socket.SetReadLimit(-1)
	b := &bidi{socket: socket, waiting: map[int]chan<- bidiMessage{}, listeners: map[string]func(string){}}
	go b.read()
	return b, b.call(ctx, "session.subscribe", object{"events": []string{"log.entryAdded"}}, nil)
}

// object is a JSON object to send.
type object = map[string]any

func (b *bidi) read() {
	for {
		var message bidiMessage
		_, text, err := b.socket.Read(context.Background())
		if err == nil {
			err = json.Unmarshal(text, &message)
		}
		if err != nil {
			b.fail(err)
			return
		}
		if message.Method != "" {
			b.note(message.Params)
			continue
		}
		b.mu.Lock()
		waiting := b.waiting[message.ID]
		delete(b.waiting, message.ID)
		b.mu.Unlock()
		if waiting != nil {
			waiting <- message
		}
	}
}

// fail ends all calls, those to come too.
func (b *bidi) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.broken = err
	for id, waiting := range b.waiting {
		delete(b.waiting, id)
		waiting <- bidiMessage{Error: "connection lost", Message: err.Error()}
	}
}

// note hands on what a page says in its console, and what it does not catch.
func (b *bidi) note(entry json.RawMessage) {
	var e struct {
		Level, Text, Type string
		Source            struct{ Context string }
	}
	if json.Unmarshal(entry, &e) != nil || e.Level != "error" && e.Level != "warn" {
		return
	}
	b.mu.Lock()
	listener := b.listeners[e.Source.Context]
	b.mu.Unlock()
	if listener != nil {
		listener(e.Type + " " + e.Level + ": " + e.Text)
	}
}

func (b *bidi) listen(browsingContext string, complain func(text string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners[browsingContext] = complain
}

// call gives the browser a command, and decodes its result unless that is nil.
func (b *bidi) call(ctx context.Context, method string, params object, result any) error {
	reply := make(chan bidiMessage, 1)
	b.mu.Lock()
	if b.broken != nil {
		b.mu.Unlock()
		return b.broken
	}
	b.last++
	id := b.last
	b.waiting[id] = reply
	b.mu.Unlock()
	text, err := json.Marshal(object{"id": id, "method": method, "params": params})
	if err != nil {
		return err
	}
	// Not with ctx: what it interrupts within a message breaks the connection.
	if err := b.socket.Write(context.Background(), websocket.MessageText, text); err != nil {
		return err
	}
	select {
	case message := <-reply:
		if message.Error != "" {
			return fmt.Errorf("%s: %s: %s", method, message.Error, message.Message)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(message.Result, result)
	case <-ctx.Done():
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.waiting, id)
		return fmt.Errorf("%s: %w", method, ctx.Err())
	}
}

// bidiWindow is a tab, which the protocol calls a browsing context.
type bidiWindow struct {
	*bidi
	context string
}

func (w bidiWindow) Navigate(ctx context.Context, url string) error {
	return w.call(ctx, "browsingContext.navigate", object{"context": w.context, "url": url, "wait": "complete"}, nil)
}

func (w bidiWindow) Reload(ctx context.Context) error {
	return w.call(ctx, "browsingContext.reload", object{"context": w.context, "wait": "complete"}, nil)
}

func (w bidiWindow) Evaluate(ctx context.Context, expression string) (string, error) {
	var outcome struct {
		Type             string
		Result           struct{ Type, Value string }
		ExceptionDetails struct{ Text string }
	}
	if err := w.call(ctx, "script.evaluate", object{
		"expression": expression, "target": object{"context": w.context}, "awaitPromise": true, "resultOwnership": "none",
		// Some of what tests call, browsers allow in a click only.
		"userActivation": true,
	}, &outcome); err != nil {
		return "", err
	}
	switch {
	case outcome.Type == "exception":
		return "", fmt.Errorf("the page threw %s", strings.TrimSpace(outcome.ExceptionDetails.Text))
	case outcome.Result.Type != "string":
		return "", fmt.Errorf("the value is of type %s", outcome.Result.Type)
	}
	return outcome.Result.Value, nil
}

func (w bidiWindow) listen(complain func(text string)) { w.bidi.listen(w.context, complain) }

// click needs no pointer, which only the tab in front has: what the expression does, a person does.
func (w bidiWindow) click(ctx context.Context, selector string) error {
	text, err := json.Marshal(selector)
	if err != nil {
		return err
	}
	_, err = w.Evaluate(ctx, "(async () => { document.querySelector("+string(text)+").click(); return ''; })()")
	return err
}

func (w bidiWindow) close(ctx context.Context) error {
	return w.call(ctx, "browsingContext.close", object{"context": w.context}, nil)
}
