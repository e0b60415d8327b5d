//go:build !race

package record_test

const step = 61
