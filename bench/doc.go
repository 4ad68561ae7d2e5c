// Package bench measures the library beside upstream and others: make bench runs it.
// results.json is what it has measured last; internal/cmd/benchreport makes the report.
package bench
