// Package engines runs a cross-section of the tests in e2e in the engines of the other
// browsers: Gecko, in Firefox ESR, and WebKit, in the MiniBrowser of WebKitGTK.
//
// Firefox has WebDriver BiDi built in, and is driven by it without geckodriver; what BiDi does
// not have, a virtual authenticator and private windows, it does by Marionette, the protocol that
// geckodriver speaks with it. WebKitWebDriver speaks classic WebDriver only. The clients of the
// three protocols are here, since those that the module proxy has are not maintained, or
// expect a driver that Debian does not have: each is a handful of commands.
//
// A browser that is not installed skips its tests, except in make test on a system that has its
// packages.
package engines
