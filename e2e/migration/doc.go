// Package migration swaps amazon-cognito-identity-js for the package in projects whose dependencies
// bring it, as docs/migrating.md says, and drives the applications in Chromium before and after;
// with one project it also goes back. It has the build tag ecosystem, since it downloads what the
// applications need: make test-ecosystem runs it.
package migration
