//go:build !js || awssdk

package jwtverify

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/tokenrules"
)

// loader sends the requests for keys. Their addresses come only from the configuration.
type loader struct{ client *http.Client }

// load implements tokenrules.Keys.Load.
func (l loader) load(ctx context.Context, url string, _ bool) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", invalid("The address of the pool's keys is not the URL of a web server.")
	}
	request.Header.Set("Accept", "application/json")
	response, err := l.client.Do(request)
	if err != nil {
		return "", noAnswer(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, tokenrules.MostBytes+1))
	switch {
	case err != nil:
		return "", noAnswer(err)
	case response.StatusCode != http.StatusOK || len(text) > tokenrules.MostBytes:
		return "", &core.Error{Reason: core.InvalidResponse, Status: response.StatusCode, Message: "What came for the pool's keys, with HTTP status " +
			strconv.Itoa(response.StatusCode) + ", is not theirs. Look for a proxy or a wrong address; nothing was changed."}
	}
	return string(text), nil
}

func noAnswer(err error) error {
	return &core.Error{Reason: core.NetworkError, Message: "The pool's keys could not be obtained: no answer came.", Err: err}
}
