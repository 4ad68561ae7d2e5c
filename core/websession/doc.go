//go:build !js

// Package websession keeps the sessions of browsers on a server: the pages have no token, only
// cookies that scripts cannot read. It is for backends that serve a page and its API from one
// origin.
//
// [New] makes a [Handler], which serves sign-in, challenges, redirect login, "who am I" and
// sign-out below a prefix, /auth/ by default; docs/servers.md describes the requests and
// replies. [Handler.Require] is middleware for the application's own handlers, which find the
// user with [FromContext], and [Handler.Proxy] passes requests on to an API with the user's
// access token.
//
// # Where tokens are
//
// Without a [Store] the tokens are in encrypted cookies, and the server keeps nothing. With
// one, the cookie has a random id, and the Store has the encrypted tokens under a hash of it:
// [MemoryStore], [FileStore], or a [SQLStore] in PostgreSQL or SQLite. Only with a Store is a
// stolen cookie worthless after a sign-out, and only with a Store do several processes share
// one refresh.
//
// # Refreshes
//
// Sessions are refreshed by package core, once however many requests of a session come at the
// same time. As there, only a definite refusal by the service ends a session: while the service
// or the Store is unreachable, requests fail with status 503 and the session stays.
package websession
