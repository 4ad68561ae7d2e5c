// Package site builds the site of the documents and reads it in Chromium: pages, search and the API
// reference. It has the build tag ecosystem, since it downloads the site's generator: make
// test-ecosystem runs it.
package site
