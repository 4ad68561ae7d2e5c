// Package server tests a server in Node that uses the library for many visitors.
package server
