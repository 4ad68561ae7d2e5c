//go:build js && wasm

package browser

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// defaultUserAgent is the text by which the peer names itself. Back ends see it
// in their logs and in Lambda triggers, so it stays.
const defaultUserAgent = "aws-amplify/5.0.4"

// Fetch reaches Cognito through the page's own fetch function, looked up at
// every call, so that interceptors and mocks of the page take part. It speaks
// the AWS JSON 1.1 protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
type Fetch struct {
	Endpoint    string // the service's URL
	Credentials string // fetch's option; left out when ""
	UserAgent   string // the X-Amz-User-Agent header; the peer's when ""
}

var _ core.IdentityProvider = Fetch{}

// Call sends one operation.
func (f Fetch) Call(ctx context.Context, operation string, input core.Object) (core.Object, error) {
	response, err := f.send(ctx, operation, input)
	if err != nil {
		if ctx.Err() != nil {
			return nil, &core.Error{Code: core.Aborted, Message: "The call was aborted before it was done.", Err: ctx.Err()}
		}
		return nil, &core.Error{Code: core.NetworkError, Message: "Network error", Err: err}
	}
	return response.result(operation)
}

// response is what of a Response matters here.
type response struct {
	status                                        int
	body                                          string
	contentType, errorType, requestID, retryAfter string
}

func (f Fetch) send(ctx context.Context, operation string, input core.Object) (*response, error) {
	options, abort, err := f.options(operation, input)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, abort)
	defer stop()
	fetch, err := safejs.Global().Get("fetch")
	if err != nil {
		return nil, err
	}
	promise, err := fetch.Invoke(f.Endpoint, options)
	if err != nil {
		return nil, err
	}
	object, err := jsbridge.Await(ctx, promise)
	if err != nil {
		return nil, err
	}
	return read(ctx, object)
}

// options builds fetch's second argument, and the function that aborts it.
func (f Fetch) options(operation string, input core.Object) (options safejs.Value, abort func(), err error) {
	document, err := jsbridge.ToJS(input)
	if err != nil {
		return options, nil, err
	}
	encoder, err := safejs.Global().Get("JSON")
	if err != nil {
		return options, nil, err
	}
	body, err := encoder.Call("stringify", document)
	if err != nil {
		return options, nil, err
	}
	userAgent := f.UserAgent
	if userAgent == "" {
		userAgent = defaultUserAgent
	}
	headers, err := jsbridge.ToJS(core.Object{
		{Name: "Content-Type", Value: "application/x-amz-json-1.1"},
		{Name: "X-Amz-Target", Value: "AWSCognitoIdentityProviderService." + operation},
		{Name: "X-Amz-User-Agent", Value: userAgent},
		{Name: "Cache-Control", Value: "no-store"},
	})
	if err != nil {
		return options, nil, err
	}
	options, err = jsbridge.ToJS(core.Object{
		{Name: "method", Value: "POST"},
		{Name: "mode", Value: "cors"},
	})
	if err != nil {
		return options, nil, err
	}
	if f.Credentials != "" {
		if err := options.Set("credentials", f.Credentials); err != nil {
			return options, nil, err
		}
	}
	constructor, err := safejs.Global().Get("AbortController")
	if err != nil {
		return options, nil, err
	}
	controller, err := constructor.New()
	if err != nil {
		return options, nil, err
	}
	signal, err := controller.Get("signal")
	if err != nil {
		return options, nil, err
	}
	for name, value := range map[string]safejs.Value{"headers": headers, "body": body, "signal": signal} {
		if err := options.Set(name, value); err != nil {
			return options, nil, err
		}
	}
	return options, func() { _, _ = controller.Call("abort") }, nil
}

func read(ctx context.Context, object safejs.Value) (*response, error) {
	status, err := object.Get("status")
	if err != nil {
		return nil, err
	}
	var r response
	if r.status, err = status.Int(); err != nil {
		return nil, err
	}
	r.contentType = header(object, "content-type")
	r.errorType = header(object, "x-amzn-errortype")
	r.requestID = header(object, "x-amzn-requestid")
	r.retryAfter = header(object, "retry-after")
	promise, err := object.Call("text")
	if err != nil {
		return nil, err
	}
	text, err := jsbridge.Await(ctx, promise)
	if err != nil {
		return nil, err
	}
	r.body, err = text.String()
	return &r, err
}

// header reads a header; mocks of fetch often have none.
func header(object safejs.Value, name string) string {
	headers, err := object.Get("headers")
	if err != nil || headers.Type() != safejs.TypeObject {
		return ""
	}
	value, err := headers.Call("get", name)
	if err != nil || value.Type() != safejs.TypeString {
		return ""
	}
	text, _ := value.String()
	return text
}

// result tells apart what Cognito says and what others say in its place.
func (r *response) result(operation string) (core.Object, error) {
	reply, isJSON := core.Object{}, true
	if r.body != "" {
		value, err := ParseJSON(r.body)
		reply, isJSON = value.(core.Object)
		isJSON = isJSON && err == nil
	}
	if r.status >= 200 && r.status <= 299 && isJSON {
		return reply, nil
	}
	code := reply.Text("__type")
	if code == "" {
		code = reply.Text("code")
	}
	code = code[strings.LastIndexByte(code, '#')+1:]
	if code == "" {
		code, _, _ = strings.Cut(r.errorType, ":")
	}
	if r.status < 400 || code == "" {
		return nil, r.invalid(operation)
	}
	message := reply.Text("message")
	if message == "" {
		message = reply.Text("Message")
	}
	if message == "" {
		message = "The service gave no message (HTTP status " + strconv.Itoa(r.status) + ")."
	}
	return nil, &core.ServiceError{
		Operation: operation,
		Code:      core.Code(code),
		Message:   message,
		Status:    r.status,
		RequestID: r.requestID,
		After:     r.after(),
	}
}

func (r *response) invalid(operation string) error {
	contentType := r.contentType
	if contentType == "" {
		contentType = "no content type"
	}
	return &core.Error{
		Code:   core.InvalidResponse,
		Status: r.status,
		Message: "The reply to " + operation + " is not Cognito's: HTTP status " + strconv.Itoa(r.status) + ", " + contentType +
			". Look for a proxy, a captive portal or a wrong endpoint; nothing was changed.",
	}
}

// after reads Retry-After in its form as seconds; the service sends no dates.
func (r *response) after() time.Duration {
	seconds, err := strconv.Atoi(r.retryAfter)
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
