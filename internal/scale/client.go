package scale

import (
	"context"
	"math/rand/v2"
	"time"
)

// Client is a library with which pages obtain sessions.
type Client struct {
	Name string
	// open opens tabs for a user who has just signed in.
	open func(ctx context.Context, tabs int, cognito *service, random *rand.Rand) ([]page, error)
}

// page is a tab.
type page interface {
	// getSession is a call by the application.
	getSession(ctx context.Context) error
	// due returns when calls begin to need another session than the one in memory.
	due() time.Time
}

var (
	// Peer is amazon-cognito-identity-js.
	Upstream = Client{"upstream", openUpstream}
	// Ours is this library with its defaults.
	Ours = Client{"ours", openOurs(0, 0)}
	// OursEarly is this library with the option refreshBefore: 300, which the
	// facade multiplies by 1 to 1.25 (refreshBefore in jsbridge/js/page/classes/get-session.ts).
	OursEarly = Client{"ours, `refreshBefore: 300`", openOurs(300*time.Second, 375*time.Second)}
	// OursSpread is not an option of this library: it shows what would be needed to
	// flatten the peak by refreshing early.
	OursSpread = Client{"ours, if pages chose 5 to 30 minutes", openOurs(5*time.Minute, 30*time.Minute)}
)

// Clients are the libraries that docs/scale.md compares.
var Clients = []Client{Upstream, Ours, OursEarly, OursSpread}
