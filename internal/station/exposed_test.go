package station_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/run"
)

// exposed returns the refusal of a signature, nil for any other outcome. It never
// tells the passphrase.
func (b *bench) exposed(err error, phrase string) *station.ExposedError {
	b.t.Helper()
	var out *station.ExposedError
	if !errors.As(err, &out) {
		return nil
	}
	for word := range strings.FieldsSeq(phrase) {
		if strings.Contains(strings.ToLower(out.Where+err.Error()), word) && !strings.Contains(out.Person, word) {
			b.t.Errorf("the refusal tells the passphrase: %v", err)
		}
	}
	return out
}

func TestAPassphraseInATextOfTheRunEndsItsKey(t *testing.T) {
	phrase := string(phraseOf(worker))
	shouted := "  " + strings.ToUpper(strings.ReplaceAll(phrase, " ", "  ")) + "!"
	for where, acts := range map[string][]run.Action{
		"step 1, the words that were given": {run.MarkNotDone{Reason: shouted}},
		"the words about the whole run":     {run.Stop{Reason: phrase}},
		"step 4, Temperature": {
			run.Complete{},
			run.Complete{},
			run.Complete{},
			run.Record{Field: "t", Text: "5.0"},
			run.Correct{Step: "temp", Field: "t", Index: 1, Text: "5.1", Reason: phrase},
			run.Stop{Reason: "enough"},
		},
	} {
		t.Run(where, func(t *testing.T) {
			b := newBench(t)
			name := b.start(worker)
			b.do(name, worker, append([]run.Action{run.Begin{}}, acts...)...)
			if !b.walk(name).Finished() {
				b.do(name, worker, run.Stop{Reason: "no time"})
			}
			for _, dev := range b.walk(name).Deviations() {
				if dev.Action == nil {
					b.do(name, worker, run.ActOn{Deviation: dev.Number, Text: "told the lead"})
				}
			}
			sign := func(name, phrase string) error {
				d, err := b.prepare(name, worker)
				if err != nil {
					t.Fatal(err)
				}
				_, err = b.Sign(d, []byte(phrase))
				return err
			}
			if err := sign(name, "maple kettle orbit"); !isPassphrase(err) {
				t.Errorf("%s: a wrong try is told %v", where, err)
			}
			if e := b.exposed(sign(name, phrase), phrase); e == nil || e.Where != where || !e.Kept {
				t.Errorf("%s: refused with %+v", where, e)
			}
			if e := b.exposed(sign(b.work(worker), phrase), phrase); e == nil || e.Where != "" {
				t.Errorf("%s: another run is refused with %+v", where, e)
			}
			if _, err := b.Signer(worker, []byte(phrase)); b.exposed(err, phrase) == nil {
				t.Errorf("%s: an export or another passphrase: %v", where, err)
			}
			b.rotate(worker, worker)
			if err := sign(name, newPhrase); err != nil {
				t.Errorf("%s: with a new key: %v", where, err)
			}
		})
	}
}

func TestAPassphraseInADraftIsRefusedAndTheKeyIsGoodStill(t *testing.T) {
	b := newBench(t)
	phrase := string(phraseOf(boss))
	done := b.perform(worker)
	_, err := act(b.Station, boss, model.Countersign{Entry: done, Comment: "fine. " + phrase})
	if e := b.exposed(err, phrase); e == nil || e.Kept || e.Where != "comment" {
		t.Fatalf("refused with %+v, %v", e, err)
	}
	if _, err := act(b.Station, boss, model.Countersign{Entry: done, Comment: "fine."}); err != nil {
		t.Error(err)
	}
}

func TestANewKeyTakesNeitherTheOldPassphraseNorOneThatIsTold(t *testing.T) {
	b := newBench(t)
	for what, in := range map[string]model.Rotation{
		"the old one":   {Next: []byte("Maple kettle orbit KIM.OH"), Reason: "somebody saw it"},
		"in the reason": {Next: []byte(newPhrase), Reason: "it is now " + newPhrase},
	} {
		in.Person, in.By, in.Passphrase = worker, worker, phraseOf(worker)
		if _, err := b.RotateKey(in); !errors.Is(err, keyring.ErrWeak) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAPassphraseThatTheLogTellsIsNobodysAgain(t *testing.T) {
	b := newBench(t)
	const told = "oboe turnip gravel maple"
	name := b.start(worker)
	b.do(name, worker, run.Begin{}, run.MarkNotDone{Reason: "it is ＯＢＯＥ turnip  gravelmaple"})
	for what, try := range map[string]func() error{
		"a new key": func() error {
			_, err := b.RotateKey(model.Rotation{Person: worker, By: worker, Passphrase: phraseOf(worker), Next: []byte(told), Reason: "somebody saw it"})
			return err
		},
		"another passphrase": func() error {
			return b.ChangePassphrase(model.NewPassphrase{Person: boss, Old: phraseOf(boss), New: []byte(told)})
		},
		"an enrolment": func() error {
			_, err := b.Enrol(model.Enrolment{By: admin, ByPass: phraseOf(admin), ID: "jo.ash", Name: "Jo Ash", Roles: []sop.Role{sop.Assistant}, Passphrase: []byte(told)})
			return err
		},
	} {
		if err := try(); !errors.Is(err, keyring.ErrWeak) || !strings.Contains(err.Error(), "can be read in the log, entry ") || strings.Contains(err.Error(), "oboe") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A copy that is put back must not bring a key back that everybody can use.
func TestAMarkedKeyStaysMarkedInABackup(t *testing.T) {
	for name, want := range map[string]bool{
		"people/kim.oh.key": true, "people/kim.oh.exposed": true, "log.db": true, "station.key": true,
		"people/../kim.exposed": false, "kim.oh.exposed": false, "people/kim.oh.receipt": false, "people/.exposed": false, "people/x/kim.oh.key": false,
	} {
		if got := station.IsBackedUp(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	b := newBench(t)
	if err := (keyring.Ring{Dir: b.cfg.Dir}).Expose(worker, b.member(worker).Keys[0].Public); err != nil {
		t.Fatal(err)
	}
	held := archive{}
	if _, err := b.Backup(t.Context(), held); err != nil {
		t.Fatal(err)
	}
	if got := held["people/"+worker+".exposed"]; got == nil || got.String() != b.member(worker).Keys[0].Public+"\n" {
		t.Errorf("the backup holds %v of it", got)
	}
}

// archive is a backup in memory.
type archive map[string]*bytes.Buffer

func (a archive) CreateStored(name string, _ int64) (io.Writer, error) {
	a[name] = &bytes.Buffer{}
	return a[name], nil
}

func (a archive) Commit() error { return nil }
