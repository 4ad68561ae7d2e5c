// Package hooks tests the pool options headers, onRequest and onResponse, wherever the core
// runs.
package hooks
