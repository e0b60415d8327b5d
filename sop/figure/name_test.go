package figure_test

import (
	"strings"
	"testing"

	"soprun/sop/figure"
)

func TestAFigureLiesBesideItsPageUnderAPlainName(t *testing.T) {
	for path, want := range map[string]bool{
		"figures/rotor.svg": true, "figures/rotor-2.1_b.png": true, "figures/" + strings.Repeat("a", 61) + ".svg": true,
		"": false, "rotor.svg": false, "figures/.svg": false, "figures/../rotor.svg": false, "figures/a/b.svg": false, "/figures/a.svg": false, "figures/Rotor.svg": false,
		"figures/rotor.jpg": false, "figures/rotor.svg\n": false, "figures/rotor.SVG": false, "figures/" + strings.Repeat("a", 62) + ".svg": false,
	} {
		if figure.Named(path) != want {
			t.Errorf("%q may be the path of a figure: %v", path, !want)
		}
	}
}
