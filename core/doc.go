// Package core is the session logic of Amazon Cognito user pools: who is signed
// in, signing in by SRP or password, keeping the session alive, signing out.
//
// Start with [NewPool], which describes one app client of one user pool, and
// [Pool.User] or [Pool.CurrentUser], which name a person. Then
//
//   - [User.SignIn] gives a [Step]: either [*SignedIn] or a [*Challenge];
//   - [User.Session] gives valid tokens, refreshing them when they have ended;
//   - [User.SignOut] forgets them, and revokes them when asked.
//
// # Ports
//
// The package is pure Go and touches nothing by itself. What it needs of the
// world comes through small interfaces: [IdentityProvider] sends Cognito's
// operations, [Storage] keeps the session, [Locker] keeps two holders of one
// storage from refreshing at once, [Clock] tells the time, an io.Reader gives
// randomness, and a [TokenVerifier] checks tokens where that is wanted. In a web
// page package jsbridge/browser implements them; in a Go program packages
// core/awsidp and core/jwtverify and the defaults of [PoolConfig] do.
//
// # Storage format
//
// The keys and values are those of the npm package amazon-cognito-identity-js
// 6.3.21, byte for byte, so that a session written by either is read by both.
// That will not change without a new major version.
//
// # Errors and concurrency
//
// Every error is a [*ServiceError] (Cognito refused) or an [*Error] (something
// else failed); errors.Is finds either by its [Code]. No error message holds a
// token, a password or a code. A Pool and its Users are safe for concurrent use.
package core
