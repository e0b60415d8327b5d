package listing_test

import (
	"errors"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/tui/kittest"
)

func TestTheLogSaysWhatNobodyOutsideHasSeen(t *testing.T) {
	for want, exposed := range map[string]model.Exposure{
		"Last witnessed 14 min ago by bench-2, 9 entries since.": {By: "bench-2", At: kittest.Now.Add(-14 * time.Minute), Entries: 9},
		"Last witnessed just now by bench-2, 0 entries since.":   {By: "bench-2", At: kittest.Now},
		"Never witnessed outside this machine, 1 entry.":         {Entries: 1},
		"CHECK THE WITNESSES: kept.cosigned: no":                 {By: "bench-2", Fault: "kept.cosigned: no"},
	} {
		b := &fakeBench{rows: completions(3), exposed: exposed}
		open(t, b).Shows(want, "Page number 000")
	}
	open(t, &fakeBench{}).Hides("witnessed")
	b := &fakeBench{rows: completions(3), exposeErr: errors.New("the folder is locked")}
	open(t, b).Shows("CHECK THE WITNESSES: the folder is locked", "Page number 000")
}

func TestTheLogSaysWhatIsDisputedAndWhatWasAmended(t *testing.T) {
	b := &fakeBench{rows: completions(7)}
	b.rows[0].Disputed, b.rows[0].Countersigned = true, []model.Hand{{By: model.Person{Name: "J. Bell"}}}
	b.rows[1].Amended = []model.Hand{{}}
	b.rows[2].Amended, b.rows[2].Countersigned = []model.Hand{{}}, []model.Hand{{By: model.Person{Name: "J. Bell"}}}
	b.rows[4].Countersigned = []model.Hand{{By: model.Person{Name: "J. Bell"}, Disputed: true}}
	b.rows[5].Amended = []model.Hand{{}, {Disputed: true}}
	b.rows[6].Countersigned = []model.Hand{{By: model.Person{Name: "J. Bell"}, Disputed: true}, {By: model.Person{Name: "Bo Ray"}}}
	d := open(t, b)
	d.Env.Width = 100 // a row is one line
	d.Shows("number 000 complete DISPUTED", "number 001 complete amended", "number 002 complete countersigned", "number 003 complete to review",
		"number 004 complete rev. DISPUTED", "number 005 complete am. DISPUTED", "number 006 complete countersigned")
}
