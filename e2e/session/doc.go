// Package session tests that people are signed in, stay signed in and are signed out,
// as storage, tabs, clocks, networks and services do what they do. The properties that
// tests are numbered after are those of docs/properties.md.
package session
