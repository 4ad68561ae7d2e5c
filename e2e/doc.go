// Package e2e has the tests of the files in dist: in headless Chromium, against the
// fake Cognito on an origin of its own, with upstream beside them where the two must
// agree. There is a package for each thing that they are about:
//
//   - dropin does the same with both libraries and compares; differences.json is what
//     may differ
//   - session is about signing in and out and staying signed in, whatever happens
//   - loading is about how and when the Wasm module comes to run
//   - core is the interface of cognitowasm/core, and verification of tokens
//   - worker has the core in a worker, with the refresh token sealed there
//   - packaging is about the npm package, its types and the samples of the documents
//   - world has what applications bring: bundlers, test runners, emulators, browsers
//   - server has a server in Node with many visitors
//   - demo is a person's way through the demo page
//
// All of them use harness.
package e2e
