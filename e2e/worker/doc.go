// Package worker tests the core in a worker, with the refresh token sealed there or not.
package worker
