//go:build !race

package procedures_test

const slow = false
