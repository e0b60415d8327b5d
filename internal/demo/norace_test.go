//go:build !race

package demo_test

// raced says that the race detector slows every key down twenty times.
const raced = false
