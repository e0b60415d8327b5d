package plain_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/present"
)

// alsoAt is a place at which other terminals have runs open.
type alsoAt struct {
	present.Station
	at func() map[string][]string
}

func (a alsoAt) Here() model.Station {
	out := a.Station.Here()
	out.Elsewhere = a.at()
	return out
}

// The dialogue says at which other terminals a run is open, once, and again where others come.
func TestARunThatIsOpenElsewhereSaysWhere(t *testing.T) {
	p := open(t)
	var opened []string
	run, prompts := "", 0
	p.with = func(cfg *plain.Config) {
		cfg.At = func(id string) {
			opened = append(opened, id)
			if id != "" {
				run = id
			}
		}
		cfg.Sources.Station = alsoAt{cfg.Sources.Station, func() map[string][]string {
			prompts++
			if run == "" {
				return nil
			}
			return map[string][]string{run: {"bench-4", "tablet-2"}}
		}}
	}
	out := p.says(all(toRun, step1, step2, []string{".q", "a", "q"}), "This run is open at bench-4 and tablet-2 too.", "Library.", "open at bench-4 and tablet-2 too.")
	if n := strings.Count(out, "This run is open at"); n != 1 {
		t.Errorf("it is said %d times:\n%s", n, out)
	}
	if want := []string{run, ""}; !slices.Equal(opened, want) {
		t.Errorf("the dialogue said that it has %q open, want %q", opened, want)
	}
}
