//go:build !race

package run_test

const slow = false
