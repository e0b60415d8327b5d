// Package bench holds no code, only the tests that measure: each row of the performance targets
// beside a reference of the same run, as one table, and how each of them grows with the log.
package bench
