// Package archtest has tests of the project's structure: which package may import
// which, how files are tagged and documented, and that what is written twice is the
// same.
package archtest
