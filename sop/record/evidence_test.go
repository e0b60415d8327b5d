package record_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestWhoRecordsEvidenceReadsItInOneSentence(t *testing.T) {
	l := recordtest.New(t)
	when := "on 22 Nov 2026 at 09:00 (UTC+00:00)"
	quiet := ownBody()
	quiet.Comment = ""
	for want, b := range map[string]record.Body{
		"recorded evidence of K27 of Kim Oh (kim.oh) " + when + `, question on 21 Nov 2026, asked "why is a cracked tube not \"spun out\"?", said "the other one is not balanced, and the rotor shakes".`: evidenceBody(),
		"stated " + when + " that the evidence of Kim Oh (kim.oh) from 22 Nov 2025 to 22 Nov 2026 is their own work.":                                                                                     quiet,
		"stated " + when + " that the evidence of Kim Oh (kim.oh) from 22 Nov 2025 to 22 Nov 2026 is their own work. Comment: seen with the trainee":                                                      ownBody(),
	} {
		entry := record.NewEntry(b)
		entry.Person, entry.Role, entry.At = boss, sop.Supervisor, record.At(l.Now)
		if got := l.State.Statement(entry, l.Past); got != "I, Bo Ray (bo.ray, supervisor), "+want {
			t.Errorf("%s\nwant I, Bo Ray (bo.ray, supervisor), %s", got, want)
		}
	}
}

// A part of somebody's has their evidence; the part of a run, a procedure or of somebody else
// has not: it is nobody's business who asks for those.
func TestAPartOfAPersonBringsTheirEvidence(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	l.Perform(worker, "r-0001")
	evidenced["ok-evidence"].make(l)
	other := evidenceBody()
	other.Person = boss
	l.Append(l.Act(admin, sop.Supervisor, other))
	asked, stated := []byte("recorded evidence of K27 of Kim Oh"), []byte("stated on 22 Nov 2026")
	for _, c := range []struct {
		filter          record.Filter
		asked, verified bool
		stated          int
	}{
		{record.Filter{Person: worker}, true, true, 2},
		{record.Filter{Person: worker, Since: "2026-11-22"}, false, true, 2},
		{record.Filter{Person: worker, SOP: recordtest.SOP}, false, false, 0},
		{record.Filter{Run: "r-0001"}, false, false, 0},
		{record.Filter{SOP: recordtest.SOP}, false, false, 0},
	} {
		b := l.BundleOf("", &c.filter)
		words := b["record.txt"].Data
		if bytes.Contains(words, asked) != c.asked || bytes.Contains(words, []byte("recorded evidence of B1 of Kim Oh")) != c.verified || bytes.Count(words, stated) != c.stated || bytes.Contains(words, []byte("of Bo Ray (bo.ray) on")) {
			t.Errorf("%+v has\n%s", c.filter, words)
		}
		if faults := judged(t, b); len(faults) > 0 {
			t.Errorf("%+v: %v", c.filter, faults)
		}
	}
	b := l.BundleOf("", &record.Filter{Person: worker})
	if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), "part"), b)}); !good[0] {
		t.Error("verify.py finds a fault in it")
	}
}
