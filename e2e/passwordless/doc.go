// Package passwordless tests passkeys in a page: the ceremonies of WebAuthn with a virtual
// authenticator, and passkeys among the suggestions of an input.
package passwordless
