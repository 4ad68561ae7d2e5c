package core_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

func TestSystemClock(t *testing.T) {
	var c core.SystemClock
	if off := time.Since(c.Now()); off < 0 || off > time.Minute {
		t.Errorf("the clock is off by %v", off)
	}
	if err := c.Sleep(t.Context(), time.Nanosecond); err != nil {
		t.Error(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := c.Sleep(ended, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("a sleep whose context has ended returns %v", err)
	}
}
