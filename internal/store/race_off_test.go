//go:build !race

package store_test

// slow tells tests to try a part of what they try otherwise.
const slow = false
