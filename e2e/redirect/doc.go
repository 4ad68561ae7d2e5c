// Package redirect tests signing in at the pool's domain, in a browser that goes there and
// comes back: the page and the domain are on different hosts.
package redirect
