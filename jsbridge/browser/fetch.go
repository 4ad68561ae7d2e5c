//go:build js && wasm

package browser

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// Fetch reaches Cognito through the page's fetch function, which is looked up at every call,
// so that interceptors and mocks of the page work. It uses the AWS JSON 1.1 protocol:
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
type Fetch struct {
	Endpoint    string // the service's URL
	Credentials string // fetch's option; omitted if ""
	UserAgent   string // the header X-Amz-User-Agent; upstream's if ""

	// Fetch is called in place of fetch, if it is not undefined. It may resolve with an
	// object that has a member thrown: the call then fails with that value.
	Fetch safejs.Value
}

var _ core.IdentityProvider = Fetch{}

// Call sends one operation.
func (f Fetch) Call(ctx context.Context, operation string, input core.Object) (core.Reply, error) {
	response, err := f.send(ctx, operation, input)
	return replyOf(ctx, operation, response, err)
}

func replyOf(ctx context.Context, operation string, response *response, err error) (core.Reply, error) {
	if err != nil {
		return core.Reply{}, noAnswer(ctx, err)
	}
	members, err := response.result(ctx, operation)
	return core.Reply{Members: members, Date: response.dated()}, err
}

// noAnswer returns the error of a fetch that has failed.
func noAnswer(ctx context.Context, err error) error {
	if page, ok := err.(*jsbridge.PageError); ok {
		return page
	}
	if ctx.Err() != nil {
		return &core.Error{Reason: core.Aborted, Message: "The call was aborted before it was done.", Err: ctx.Err()}
	}
	reason := core.NetworkError
	if offline() {
		reason = core.Offline
	}
	return &core.Error{Reason: reason, Message: "Network error", Err: err}
}

// offline reports whether the browser says that there is no network. It is used only after
// a failure, since a server on this machine answers without a network.
func offline() bool {
	navigator, err := jsbridge.Get(safejs.Global(), "navigator")
	if err != nil || navigator.Type() != safejs.TypeObject {
		return false
	}
	online, err := jsbridge.Get(navigator, "onLine")
	if err != nil || online.Type() != safejs.TypeBoolean {
		return false
	}
	is, _ := online.Bool()
	return !is
}

func (f Fetch) send(ctx context.Context, operation string, input core.Object) (*response, error) {
	document, err := jsbridge.ToJS(input)
	if err != nil {
		return nil, err
	}
	body, err := jsbridge.CallOn("JSON", "stringify", document)
	if err != nil {
		return nil, err
	}
	// Upstream's members and no others: applications' tests compare the arguments of fetch.
	return fetch(ctx, f.Fetch, f.Endpoint, core.Object{
		{Name: "credentials", Value: optional(f.Credentials)},
		{Name: "headers", Value: core.Object{
			{Name: "Content-Type", Value: "application/x-amz-json-1.1"},
			{Name: "X-Amz-Target", Value: "AWSCognitoIdentityProviderService." + operation},
			{Name: "X-Amz-User-Agent", Value: cmp.Or(f.UserAgent, defaultUserAgent)},
			{Name: "Cache-Control", Value: "no-store"},
		}},
		{Name: "method", Value: "POST"},
		{Name: "mode", Value: "cors"},
		{Name: "body", Value: body},
	})
}

func optional(text string) core.Value {
	if text == "" {
		return nil
	}
	return text
}

// fetch calls the page's function fetch, or function in its place if it is not undefined, and
// aborts it when ctx ends. The signal is a property that is not enumerable: fetch reads it, but
// tests that compare the options of a request do not see it.
func fetch(ctx context.Context, function safejs.Value, url string, options core.Object) (*response, error) {
	init, err := jsbridge.ToJS(options)
	own := !function.IsUndefined()
	if err == nil && !own {
		function, err = safejs.Global().Get("fetch")
	}
	if err != nil {
		return nil, err
	}
	if controller, err := jsbridge.New("AbortController"); err == nil {
		defer context.AfterFunc(ctx, func() { _, _ = controller.Call("abort") })()
		if err := hideSignal(init, controller); err != nil {
			return nil, err
		}
	}
	object, err := callFetch(ctx, function, url, init)
	if refusesSignal(err) {
		// A test runner's page may have its own class for signals, which Node's fetch
		// does not accept.
		if _, err := jsbridge.CallOn("Reflect", "deleteProperty", init, "signal"); err != nil {
			return nil, err
		}
		object, err = callFetch(ctx, function, url, init)
	}
	if err != nil {
		return nil, err
	}
	if own { // fetch itself may be a mock, and return anything
		if thrown, err := jsbridge.Get(object, "thrown"); err == nil && !thrown.IsUndefined() {
			return nil, jsbridge.ThrownBy(thrown)
		}
	}
	return readResponse(ctx, object)
}

func callFetch(ctx context.Context, function safejs.Value, url string, init safejs.Value) (safejs.Value, error) {
	promise, err := function.Invoke(url, init)
	if err != nil {
		return promise, err
	}
	return jsbridge.Await(ctx, promise)
}

func hideSignal(init, controller safejs.Value) error {
	signal, err := jsbridge.Get(controller, "signal")
	if err != nil {
		return err
	}
	property, err := jsbridge.ToJS(core.Object{{Name: "value", Value: signal}, {Name: "configurable", Value: true}})
	if err != nil {
		return err
	}
	_, err = jsbridge.CallOn("Reflect", "defineProperty", init, "signal", property)
	return err
}

// refusesSignal reports whether fetch has thrown a TypeError about its signal.
func refusesSignal(err error) bool {
	thrown, ok := jsbridge.Thrown(err)
	if !ok || thrown.Type() != safejs.TypeObject {
		return false
	}
	name, err := jsbridge.Get(thrown, "name")
	if err != nil || name.Type() != safejs.TypeString {
		return false
	}
	message, err := jsbridge.Get(thrown, "message")
	if err != nil || message.Type() != safejs.TypeString {
		return false
	}
	kind, _ := name.String()
	words, _ := message.String()
	return kind == "TypeError" && strings.Contains(words, "ignal")
}

// response is the part of a Response that is used here.
type response struct {
	status                                        int
	body                                          string
	contentType, errorType, requestID, retryAfter string
	date                                          string
}

func readResponse(ctx context.Context, object safejs.Value) (*response, error) {
	status, err := statusOf(object)
	if err != nil {
		return nil, err
	}
	r := response{
		status:      status,
		contentType: responseHeader(object, "content-type"),
		errorType:   responseHeader(object, "x-amzn-errortype"),
		requestID:   responseHeader(object, "x-amzn-requestid"),
		retryAfter:  responseHeader(object, "retry-after"),
		date:        responseHeader(object, "date"),
	}
	r.body, err = bodyOf(ctx, object)
	return &r, err
}

// statusOf returns the status. A mock of fetch may have only ok, since upstream uses nothing
// else.
func statusOf(object safejs.Value) (int, error) {
	status, err := jsbridge.Get(object, "status")
	if err != nil {
		return 0, err
	}
	if status.Type() == safejs.TypeNumber {
		return status.Int()
	}
	ok, err := jsbridge.Get(object, "ok")
	if truthy, _ := ok.Truthy(); truthy {
		return 200, err
	}
	return 400, err
}

// bodyOf returns the body's text, or its JSON if a mock of fetch has only that. If the JSON
// cannot be decoded or encoded there is no text, as in upstream.
func bodyOf(ctx context.Context, object safejs.Value) (string, error) {
	text, err := responseBody(ctx, object, "text")
	if err == nil && text.Type() == safejs.TypeString {
		return text.String()
	}
	value, jsonErr := responseBody(ctx, object, "json")
	if jsonErr != nil || err != nil && value.IsUndefined() {
		return "", cmp.Or(err, ctx.Err()) // the error of the network, unless fetch is a mock
	}
	if value.IsNull() {
		return "", nil
	}
	text, err = jsbridge.CallOn("JSON", "stringify", value)
	if err != nil || text.IsUndefined() {
		return "", err
	}
	return text.String()
}

// responseBody calls the method of a response that returns its body, and returns undefined if
// there is no such method.
func responseBody(ctx context.Context, object safejs.Value, method string) (safejs.Value, error) {
	function, err := jsbridge.Get(object, method)
	if err != nil || function.Type() != safejs.TypeFunction {
		return safejs.Undefined(), err
	}
	promise, err := jsbridge.CallMethod(object, method)
	if err != nil {
		return promise, err
	}
	return jsbridge.Await(ctx, promise)
}

// responseHeader returns a header. Mocks of fetch often have none.
func responseHeader(object safejs.Value, name string) string {
	headers, err := jsbridge.Get(object, "headers")
	if err != nil || headers.Type() != safejs.TypeObject {
		return ""
	}
	value, err := jsbridge.CallMethod(headers, "get", name)
	if err != nil || value.Type() != safejs.TypeString {
		return ""
	}
	text, _ := value.String()
	return text
}

// result returns the reply, or the error: Cognito's own, or one that says that the answer
// does not come from Cognito.
func (r *response) result(ctx context.Context, operation string) (core.Object, error) {
	succeeded := r.status >= 200 && r.status <= 299
	reply, isJSON := core.Object{}, true
	if r.body != "" {
		parsed, err := jsbridge.CallOn("JSON", "parse", r.body)
		isJSON = err == nil && isObject(parsed)
		if isJSON && succeeded && jsbridge.KeepReply(ctx, parsed) {
			return reply, nil
		}
		if isJSON {
			value, err := jsbridge.FromJS(parsed)
			reply, isJSON = value.(core.Object)
			isJSON = isJSON && err == nil
		}
	}
	if succeeded && isJSON {
		return reply, nil
	}
	code := cmp.Or(reply.Text("__type"), reply.Text("code"))
	code = code[strings.LastIndexByte(code, '#')+1:]
	if code == "" {
		code, _, _ = strings.Cut(r.errorType, ":")
	}
	if operation == tokenEndpoint {
		code = reply.Text("error") // RFC 6749, section 5.2
	}
	if r.status < 400 || code == "" {
		return nil, r.invalid(operation)
	}
	message := cmp.Or(reply.Text("message"), reply.Text("Message"), reply.Text("error_description"), reply.Text("error_message"),
		"The service gave no message (HTTP status "+strconv.Itoa(r.status)+").")
	return nil, &core.ServiceError{
		Operation: operation,
		Code:      core.Code(code),
		Message:   message,
		Status:    r.status,
		RequestID: r.requestID,
		After:     r.after(),
	}
}

// isObject reports whether a parsed reply is an object, and no list.
func isObject(value safejs.Value) bool {
	if value.Type() != safejs.TypeObject {
		return false
	}
	list, err := jsbridge.CallOn("Array", "isArray", value)
	is, _ := list.Bool()
	return err == nil && !is
}

func (r *response) invalid(operation string) error {
	return &core.Error{
		Reason: core.InvalidResponse,
		Status: r.status,
		Message: "The reply to " + operation + " is not Cognito's: HTTP status " + strconv.Itoa(r.status) + ", " + cmp.Or(r.contentType, "no content type") +
			". Look for a proxy, a captive portal or a wrong endpoint; nothing was changed.",
	}
}

// dated returns the time of the header Date, which the service exposes to pages. The browser
// parses it, since Go's parser would add 9 kB.
func (r *response) dated() time.Time {
	if r.date == "" {
		return time.Time{}
	}
	number, err := jsbridge.CallOn("Date", "parse", r.date)
	if err != nil {
		return time.Time{}
	}
	milliseconds, err := number.Float()
	if err != nil || !(milliseconds > 0) {
		return time.Time{}
	}
	return time.UnixMilli(int64(milliseconds))
}

// after parses Retry-After in seconds; the service sends no dates.
func (r *response) after() time.Duration {
	number, err := jsbridge.Call("Number", r.retryAfter)
	if err != nil {
		return 0
	}
	seconds, err := number.Int()
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
