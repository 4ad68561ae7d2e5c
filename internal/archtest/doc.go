// Package archtest holds the project to its structure: who may import what, how
// files are tagged and documented, and that what is written down twice is the
// same. All of it is tests.
package archtest
