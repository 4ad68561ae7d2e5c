// Package tokenrules says which tokens are a user pool's own: everything that
// core/jwtverify, for Go programs, and jsbridge/browser, for pages, must agree on
// when they implement core.TokenVerifier. They add what they have in different
// ways: the signature's arithmetic, and the request for the pool's keys.
//
// A token is accepted when [Parse], [Rules.Key] and [Rules.Claims], in this order,
// accept it and its signature is the key's. How keys are kept is in [Rules.Key].
package tokenrules
