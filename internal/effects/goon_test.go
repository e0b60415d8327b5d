package effects_test

import (
	"errors"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
)

func TestALogGoesOnFromTheClosedOneOfAnotherFolder(t *testing.T) {
	dir, now := copyTemplate(t), opening().Add(time.Hour)
	old, err := station.Open(stationConfig(dir, func() time.Time { return now }))
	if err != nil {
		t.Fatal(err)
	}
	draft, err := old.Prepare(lee.ID, model.CloseLog{Reason: "end of the year"})
	if err == nil {
		_, err = old.Sign(draft, phrase(lee))
	}
	if err := errors.Join(err, old.Close()); err != nil {
		t.Fatal(err)
	}
	p := openAt(t, t.TempDir(), now)
	gone := errors.New("there is no such folder")
	p.WithOthers(func(from string) (*station.Station, error) {
		if from != "2026" {
			return nil, gone
		}
		return station.Open(stationConfig(dir, p.clock))
	})
	pass := phrase(lee)
	if _, err := p.GoOn("2025", model.SetUp{PersonID: lee.ID, Passphrase: pass}); !errors.Is(err, gone) || pass[0] != 0 {
		t.Errorf("%v, and the passphrase is %q", err, pass)
	}
	if _, err := p.GoOn("2026", model.SetUp{PersonID: lee.ID, Passphrase: []byte("not it at all")}); err == nil || p.IsSetUp() {
		t.Errorf("a wrong passphrase: %v", err)
	}
	before, err := p.GoOn("2026", model.SetUp{PersonID: lee.ID, Passphrase: phrase(lee)})
	if err != nil || before.Size == 0 || before.Log == "" || *p.Here().Continues != before {
		t.Errorf("%v: goes on from %+v", err, before)
	}
	p.mustVerify()
}
