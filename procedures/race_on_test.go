//go:build race

package procedures_test

// slow tells tests to try a part of what they try otherwise: the race
// detector makes everything ten times as slow.
const slow = true
