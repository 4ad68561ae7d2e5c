// Package auth tests cognitowasm/auth beside amazon-cognito-auth-js 1.3.3, of which it is a
// drop-in. Both sign in at the same domain, each on a page of its own; scenarios.js is what
// TestDifferential does with both, and differences.json is what may differ.
package auth
