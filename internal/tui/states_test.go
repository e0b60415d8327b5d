package tui_test

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"soprun/internal/tuitest"
)

// sizes are the terminals that golden frames are kept of.
var sizes = [][2]int{{80, 24}, {60, 16}, {140, 40}}

func TestEveryStateOfARunLooksAsItDid(t *testing.T) {
	for _, s := range states {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				golden.RequireEqual(t, tuitest.Frame(reach(t, s, size[0], size[1]), size[0], size[1]))
			})
		}
	}
}
