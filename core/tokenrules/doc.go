// Package tokenrules decides which tokens belong to a user pool. It has everything that
// core/jwtverify, for Go programs, and jsbridge/browser, for pages, share when they implement
// core.TokenVerifier. They differ in how they check signatures and request the pool's keys.
//
// A token is accepted if [Parse], [Rules.Key] and [Rules.Claims], in this order, accept it
// and the signature was made with the key. [Keys] describes how keys are kept.
package tokenrules
