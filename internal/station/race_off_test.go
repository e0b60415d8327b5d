//go:build !race

package station_test

// slow tells tests to try a part of what they try otherwise.
const slow = false
