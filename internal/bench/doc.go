// Package bench is what the benchmark's run (make bench, in bench) and its report
// (internal/cmd/benchreport) share: which rows there are, how figures are
// compared, and the file in which they are kept.
package bench
