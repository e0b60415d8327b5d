//go:build !race

package tui_test

const (
	every  = 29 // widths to the next that a sweep draws
	stride = 1  // states to the next
)
