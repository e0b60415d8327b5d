//go:build race

package tui_test

// every is how many sizes of a sweep are left out to the next that is drawn:
// under the race detector a sample shows as much.
const every = 125
