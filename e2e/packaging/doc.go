// Package packaging tests what is published: files, entries for Node and bundlers, types,
// notices, and the samples of the documents.
package packaging
