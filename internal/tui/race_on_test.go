//go:build race

package tui_test

// Under the race detector a sample of sizes and of states shows as much.
const (
	every  = 125 // widths to the next that a sweep draws
	stride = 7   // states to the next
)
