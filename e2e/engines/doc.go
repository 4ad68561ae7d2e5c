// Package engines runs a cross-section of the tests in e2e in the engines of the other
// browsers: Gecko, in Firefox ESR, and WebKit, in the MiniBrowser of WebKitGTK.
//
// Firefox has WebDriver BiDi built in, and is driven by it without geckodriver; what BiDi does
// not have, a virtual authenticator and private windows, it does by Marionette, the protocol that
// geckodriver speaks with it. WebKitWebDriver speaks classic WebDriver only. The clients of the
// three protocols are here, each for a handful of commands: the Go clients that others have written
// expect drivers that Debian does not have, or bring browsers of their own.
//
// A browser that is not installed skips its tests, except in make test on a system that has its
// packages.
package engines
