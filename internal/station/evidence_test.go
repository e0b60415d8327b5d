package station_test

import (
	"errors"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

func asked(code sop.Code, method string) model.RecordEvidence {
	return model.RecordEvidence{Person: worker, Code: code, Method: method, Asked: "why is a cracked tube not spun?", Said: "the rotor shakes and breaks", Day: "2026-11-20"}
}

func TestEvidenceIsRecordedBySomebodyElseAndSoIsThatItIsTheirOwnWork(t *testing.T) {
	b := newBench(t)
	known := b.sign(b.Prepare(boss, asked("K27", record.Question)))
	act := asked("B1", record.Employer)
	act.Day = ""
	verified := b.sign(b.Prepare(admin, act))
	stated := b.sign(b.Prepare(boss, model.StateOwnWork{Person: worker, First: "2026-11-01", Comment: "seen with them"}))
	for name, c := range map[string]struct {
		by   string
		act  model.Act
		code record.FaultCode
	}{
		"evidence of oneself":       {boss, model.RecordEvidence{Person: boss, Code: "K27", Method: "question", Asked: "why is it so?", Said: "because it is"}, record.FaultDuties},
		"a statement about oneself": {boss, model.StateOwnWork{Person: boss, First: "2026-11-01"}, record.FaultDuties},
		"a day to come":             {boss, model.StateOwnWork{Person: worker, First: "2026-11-01", Last: "2030-01-01"}, record.FaultStanding},
		"by an assistant":           {worker, model.StateOwnWork{Person: boss, First: "2026-11-01"}, record.FaultRole},
	} {
		if err := second(b.Prepare(c.by, c.act)); !faulted(err, c.code) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if err := second(b.Prepare(boss, asked("K99", record.Question))); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("of no code: %v", err)
	}
	b.mustVerify()
	b.reopen()
	d, err := b.Department()
	if err != nil || len(d.Evidence) != 2 || len(d.Statements) != 1 {
		t.Fatalf("%+v, %+v, %v", d.Evidence, d.Statements, err)
	}
	today := b.now.Format("2006-01-02")
	if e := d.Evidence[0]; e.Entry != known || e.Person.ID != worker || e.Code != "K27" || e.Method != "question" || e.Day != "2026-11-20" || e.By.ID != boss || e.Said != "the rotor shakes and breaks" || e.Disputed {
		t.Errorf("%+v", e)
	}
	if e := d.Evidence[1]; e.Entry != verified || e.Code != "B1" || e.Day != today || e.By.ID != admin {
		t.Errorf("%+v", e)
	}
	if s := d.Statements[0]; s.Entry != stated || s.Person.ID != worker || s.First != "2026-11-01" || s.Last != today || s.Comment != "seen with them" || s.By.ID != boss {
		t.Errorf("%+v", s)
	}
}

func TestEvidenceNamesNoPatient(t *testing.T) {
	b := newBench(t)
	inAsked, inSaid := asked("K27", record.Question), asked("K27", record.Question)
	inAsked.Asked, inSaid.Said = "of 943 476 5919, why?", "the tube of 9434765919 broke"
	for name, act := range map[string]model.Act{
		"what was asked": inAsked, "what was said": inSaid, "a statement": model.StateOwnWork{Person: worker, First: "2026-11-01", Comment: "of 943 476 5919"},
	} {
		var refused *run.Refusal
		if _, err := b.Prepare(boss, act); !errors.As(err, &refused) || refused.Code != run.PatientData {
			t.Errorf("%s with an NHS number: %v", name, err)
		}
	}
}
