package record_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop/record"
)

func TestWhatSomebodyWasWatchedDoingIsTheSameOfOneVersionAndOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := record.NewState()
		want := map[record.OfVersion]record.Shown{}
		for range rapid.IntRange(0, 30).Draw(t, "assessments") {
			draw := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
			a := &record.Assessment{By: draw("by", "j.bell", "m.rossi")}
			a.SOP, a.Version, a.Run = draw("sop", "SOP-A-1", "SOP-B-2"), draw("version", "1.0", "2.0"), draw("run", "r-1", "r-2", "r-3")
			a.Independence = draw("help", "alone", "prompted", "teaches")
			if rapid.Bool().Draw(t, "word") {
				a.Word = &record.Word{}
			}
			st.Assessed["l.green"] = append(st.Assessed["l.green"], a)
			if a.Word == nil || a.Independence == "prompted" {
				continue
			}
			of := record.OfVersion{SOP: a.SOP, Version: a.Version}
			w := want[of]
			if !slices.Contains(w.Runs, a.Run) {
				w.Runs = append(w.Runs, a.Run)
			}
			if !slices.Contains(w.Assessors, a.By) {
				w.Assessors = append(w.Assessors, a.By)
			}
			want[of] = w
		}
		if all := st.AllShown("l.green"); !reflect.DeepEqual(all, want) {
			t.Fatalf("got %v\nwant %v", all, want)
		}
		for of, w := range want {
			if one := st.Shown("l.green", of.SOP, of.Version); !reflect.DeepEqual(one, w) {
				t.Fatalf("%v: got %v\nwant %v", of, one, w)
			}
		}
	})
}
