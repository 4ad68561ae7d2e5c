//go:build !js || awssdk

package jwtverify

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/tokenrules"
)

// loader makes the requests for keys, to addresses that come of the configuration
// alone.
type loader struct {
	client *http.Client
	clock  core.Clock

	failed  time.Time // when the last request failed, and why
	failure error
}

// breather is for how long after a failure there is no other request: all those who
// have waited for one learn what came of it.
const breather = 100 * time.Millisecond

// load implements tokenrules.Keys.Load, which makes one request at a time.
func (l *loader) load(ctx context.Context, url string, _ bool) (string, error) {
	if passed := l.clock.Now().Sub(l.failed); l.failure != nil && passed >= 0 && passed < breather {
		return "", l.failure
	}
	text, err := l.get(ctx, url)
	l.failed, l.failure = l.clock.Now(), err
	if ctx.Err() != nil {
		l.failure = nil // who leaves has found nothing out
	}
	return text, err
}

func (l *loader) get(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", invalid("The address of the pool's keys is no address of a web server.")
	}
	request.Header.Set("Accept", "application/json")
	response, err := l.client.Do(request)
	if err != nil {
		return "", noAnswer(ctx, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, tokenrules.MostBytes+1))
	switch {
	case err != nil:
		return "", noAnswer(ctx, err)
	case response.StatusCode != http.StatusOK || len(text) > tokenrules.MostBytes:
		return "", &core.Error{Code: core.InvalidResponse, Status: response.StatusCode, Message: "What came for the pool's keys, with HTTP status " +
			strconv.Itoa(response.StatusCode) + ", is not theirs. Look for a proxy or a wrong address; nothing was changed."}
	}
	return string(text), nil
}

func noAnswer(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &core.Error{Code: core.Aborted, Message: "The call was aborted before it was done.", Err: err}
	}
	return &core.Error{Code: core.NetworkError, Message: "The pool's keys could not be had: no answer came.", Err: err}
}
