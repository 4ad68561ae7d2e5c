// Package core tests the interface of cognitowasm/core, and how tokens are verified.
package core
