package tui_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tuitest"
)

// While a log is only looked at, no key that writes is in a foot or in the help, and each
// is refused with a sentence.
func TestAnInspectionOffersNoActAndRefusesEach(t *testing.T) {
	b := newBench(t)
	governed(b)
	b.inspected = "the log in /srv/bench-2"
	b.signed = []model.Completion{{Entry: 40, At: b.now, Person: khan, SOP: "SOP-CEN-014", Title: b.proc.Meta.Title, SupervisorSigns: true}}
	var keys []string
	for _, f := range present.RecordForms(present.Case{}) {
		if f.Name != present.ReportForm && f.Offered(present.Case{}) {
			keys = append(keys, f.Key)
		}
	}
	people, _ := present.ListNamed("people")
	var acts []string
	for _, f := range people.Forms {
		if f.Offered(present.Case{}) {
			acts = append(acts, f.Key)
		}
	}
	for _, s := range []struct {
		name string
		to   []string
		acts []string
		hid  []string
	}{
		{"library", nil, []string{"ctrl+p"}, []string{"practise"}},
		{"page", []string{"enter"}, []string{"enter", "p"}, []string{"enter start", "practise"}},
		{"log", []string{"ctrl+l"}, []string{"space", "a"}, []string{"mark, to sign", "close the log"}},
		{"record", []string{"ctrl+l", "enter"}, keys, []string{"countersign", "send back", "amend"}},
		{"review", []string{"ctrl+l", "w", "enter"}, []string{"c", "s"}, []string{"mark, and the next", "send back"}},
		{"people", []string{"ctrl+e"}, acts, []string{"change somebody's roles", "revoke a key", "enrol"}},
	} {
		t.Run(s.name, func(t *testing.T) {
			m := b.start(80, 24)
			shows(t, m, "INSPECTION, READ-ONLY")
			m = tuitest.Press(m, s.to...)
			before := frame(tuitest.Press(m, "left"))
			for _, key := range s.acts {
				pressed := tuitest.Press(m, key)
				shows(t, pressed, present.Inspecting)
				if after := frame(tuitest.Press(pressed, "left")); after != before {
					t.Errorf("%s changed the screen:\n%s\nwant\n%s", key, after, before)
				}
			}
			lines := strings.Split(strings.TrimSpace(before), "\n")
			for _, word := range s.hid {
				if strings.Contains(lines[len(lines)-1], word) {
					t.Errorf("the foot offers %q", word)
				}
			}
			hides(t, tuitest.Press(m, "f1"), s.hid...)
		})
	}
	if len(b.signed) != 1 {
		t.Errorf("%d signed", len(b.signed))
	}
}

// The same keys act where work is done: the test above would pass with any other ones.
func TestTheKeysThatAnInspectionRefusesActElsewhere(t *testing.T) {
	b := newBench(t)
	b.signed = []model.Completion{{Entry: 40, At: b.now, Person: khan, SOP: "SOP-CEN-014", Title: b.proc.Meta.Title}}
	m := b.start(80, 24)
	hides(t, m, "INSPECTION")
	for _, keys := range [][]string{{"ctrl+p"}, {"enter", "p"}, {"ctrl+l", "space"}, {"ctrl+l", "enter", "c"}} {
		hides(t, tuitest.Press(b.start(80, 24), keys...), present.Inspecting)
	}
}

// Who looks at a log sees what an open run has so far, and goes on with none.
func TestAnInspectionOpensARunThatIsOpenToReadIt(t *testing.T) {
	b := newBench(t)
	governed(b)
	b.inspected = "the log in /srv/bench-2"
	withOpenRun(b)
	m := b.start(80, 24)
	shows(t, m, "OPEN RUNS", "INSPECTION, READ-ONLY")
	m = tuitest.Press(m, "enter")
	shows(t, m, "Not signed yet: step 1 of 6.", "STEPS AND VALUES", "INSPECTION, READ-ONLY")
	hides(t, m, "enter done")
	shows(t, tuitest.Press(m, "esc"), "OPEN RUNS")
}
