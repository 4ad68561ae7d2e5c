// Package world runs cases of what applications bring, with upstream and with the
// library in its place: test runners, emulators, service workers, old browsers.
package world
