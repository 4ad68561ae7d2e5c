package harness

import (
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TooMany is the service's answer to a client that asks too often.
var TooMany = fakecognito.Fault{Status: 400, Code: "TooManyRequestsException", Message: "Rate exceeded"}

// JSONFault is a reply of JSON that the fake would never give.
func JSONFault(status int, body string) fakecognito.Fault {
	return fakecognito.Fault{Status: status, Body: body, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}}
}

// ChallengeFault is a PASSWORD_VERIFIER challenge with one parameter changed;
// "-" leaves it out.
func ChallengeFault(name, value string) fakecognito.Fault {
	parameters := map[string]string{"USER_ID_FOR_SRP": Username, "SALT": "ab12", "SRP_B": "ab" + strings.Repeat("12", 380), "SECRET_BLOCK": "c2VjcmV0"}
	if parameters[name] = value; value == "-" {
		delete(parameters, name)
	}
	var members []string
	for name, value := range parameters {
		members = append(members, fmt.Sprintf("%q:%q", name, value))
	}
	return JSONFault(200, `{"ChallengeName":"PASSWORD_VERIFIER","ChallengeParameters":{`+strings.Join(members, ",")+`}}`)
}

// Eavesdrop collects every console line and exception of a tab.
func (tb *Tab) Eavesdrop() (said func() string) {
	var mu sync.Mutex
	var lines strings.Builder
	if err := chromedp.Listen(tb.Ctx, func(event any) {
		switch event.(type) {
		case *runtime.EventConsoleAPICalled, *runtime.EventExceptionThrown:
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprintf(&lines, "%+v\n", event)
		}
	}); err != nil {
		tb.T.Fatal(err)
	}
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return lines.String()
	}
}

// Offline takes the tab's network away, or gives it back, and waits until the page's requests
// notice: nothing orders them after the protocol's reply.
func (tb *Tab) Offline(is bool) {
	tb.T.Helper()
	conditions := []*network.Conditions{{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}}
	if _, err := chromedp.Call(tb.Ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions}); err != nil {
		tb.T.Fatal(err)
	}
	if _, err := chromedp.Call(tb.Ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}); err != nil {
		tb.T.Fatal(err)
	}
	tb.Expect("ERR_INTERNET_DISCONNECTED")
	tb.Eventually("navigator.onLine === $0", !is)
	tb.Eventually("fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(() => $0, () => !$0)", !is)
}
