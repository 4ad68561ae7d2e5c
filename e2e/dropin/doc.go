// Package dropin runs the library beside upstream and compares what a page can see:
// callbacks, requests, storage, the fields of user objects. scenarios_test.go and its
// like are what TestDifferential does with both, differences.json is what may differ,
// appendix_test.go what must be covered.
package dropin
