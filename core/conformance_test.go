package core_test

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

func TestMemoryStorageConforms(t *testing.T) {
	conformance.Storage(t, func() core.Storage { return new(core.MemoryStorage) })
}

func TestMemoryLockerConforms(t *testing.T) {
	conformance.Locker(t, func() core.Locker { return new(core.MemoryLocker) })
}

// The tests' own storage must conform too.
func TestTestStorageConforms(t *testing.T) {
	conformance.Storage(t, func() core.Storage { return new(storage) })
}
