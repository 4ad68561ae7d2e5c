//go:build js && wasm

package jsbridge

import (
	"context"

	"github.com/hack-pad/safejs"
)

// replyKeeper is a context in which the core reads nothing of a reply. What sends the request
// then keeps the reply as JavaScript has parsed it, since converting it to Go and back
// takes milliseconds for the description of a user.
type replyKeeper struct {
	context.Context
	reply safejs.Value
	kept  bool
}

// replyKeeperKey is the key of the context's own value.
type replyKeeperKey struct{}

func (c *replyKeeper) Value(key any) any {
	if _, own := key.(replyKeeperKey); own {
		return c
	}
	return c.Context.Value(key)
}

// KeepReply keeps a reply for a caller that passes it on, and reports whether there is one.
func KeepReply(ctx context.Context, reply safejs.Value) bool {
	c, ok := ctx.Value(replyKeeperKey{}).(*replyKeeper)
	if ok {
		c.reply, c.kept = reply, true
	}
	return ok
}
