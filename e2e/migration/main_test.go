package migration

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
