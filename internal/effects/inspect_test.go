package effects_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop/record"
)

func TestAnInspectionPerformsNothingAndSaysWhatItIs(t *testing.T) {
	p := open(t, shipped())
	p.Inspect(effects.Inspection{What: "the bundle x.zip", Notes: []string{"It was verified."}})
	here := p.Here()
	if here.Inspection != "the bundle x.zip" || len(here.Notes) < 2 || here.Notes[0] != "INSPECTION, read-only: the bundle x.zip. Nothing is started, signed or changed here." || here.Notes[1] != "It was verified." {
		t.Errorf("%+v", here)
	}
	size := p.About().Entries
	for _, e := range []session.Effect{
		session.StartRun{SOP: "SOP-X-001"},
		session.StartRun{Practice: true},
		session.LoadRun{Run: "r-1"},
		session.Append{Run: "r-1"},
		session.PrepareAct{Run: "r-1"},
		session.FindLinked{Run: "r-1"},
		session.SignDraft{Run: "r-1"},
	} {
		var err error
		switch a := p.Perform(e).(type) {
		case session.Opened:
			err = a.Err
		case session.Appended:
			err = a.Err
		case session.Prepared:
			err = a.Err
		case session.Linked:
			err = a.Err
		case session.Signed:
			err = a.Err
		}
		if !errors.Is(err, effects.ErrInspection) {
			t.Errorf("%T: %v", e, err)
		}
	}
	if p.About().Entries != size {
		t.Error("something was appended")
	}
}

// What was verified before it was shown is not called unverified on the screen of its records.
func TestAnInspectionSaysWhenItsCopyWasVerified(t *testing.T) {
	p := open(t, shipped())
	p.Inspect(effects.Inspection{What: "the log in x"})
	if at := p.Here().Checked.At; !at.IsZero() {
		t.Errorf("a log that nobody verified says %s", at)
	}
	at := time.Date(2026, 11, 30, 21, 2, 0, 0, time.UTC)
	p.Inspect(effects.Inspection{What: "the backup x", Verified: at})
	if got := p.Here().Checked.At; !got.Equal(at) {
		t.Errorf("it says %s, want %s", got, at)
	}
}

func TestAPartOfALogTellsNothingOfWhatWasDue(t *testing.T) {
	p := open(t, shipped())
	p.Inspect(effects.Inspection{What: "a part", Part: true, Verify: func(context.Context) (model.Verdict, error) { return model.Verdict{Entries: 7}, nil }})
	if !p.Here().Part {
		t.Error("it does not say that it is a part")
	}
	if _, err := p.DueNow(); !errors.Is(err, model.ErrPart) {
		t.Errorf("%v", err)
	}
	if _, err := p.Slots("SOP-X-001", p.now, p.now); !errors.Is(err, model.ErrPart) {
		t.Errorf("%v", err)
	}
	if v, err := p.Verify(t.Context(), silent); err != nil || v.Entries != 7 {
		t.Errorf("%+v, %v: another log was verified", v, err)
	}
	p.Inspect(effects.Inspection{What: "the log"})
	if _, err := p.DueNow(); err != nil {
		t.Error(err)
	}
	if _, err := p.Slots("SOP-X-001", p.now, p.now); err != nil {
		t.Error(err)
	}
}

func TestAVerdictNamesEachFault(t *testing.T) {
	v := effects.VerdictOf(&record.Report{Entries: 9, Faults: []*record.Fault{record.NewFault(record.FaultTree, 4, "it was changed")}}, opening())
	if v.OK() || v.Entries != 9 || v.Faults[0].Entry != 4 || !strings.Contains(v.Faults[0].What, "it was changed") || v.At != opening() {
		t.Errorf("%+v", v)
	}
}
