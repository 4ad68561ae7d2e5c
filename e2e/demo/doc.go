// Package demo tests the demo page as a person uses it.
package demo
