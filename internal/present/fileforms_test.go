package present_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// disk keeps what was written, and how.
type disk struct {
	did []string
	err error
}

func (d *disk) done(what ...any) error {
	d.did = append(d.did, fmt.Sprintln(what...))
	return d.err
}

func (d *disk) Checkpoint(file string) (int64, string, error) {
	return 40, "one two", d.done("checkpoint", file)
}

func (d *disk) Backup(file string) (int64, error) {
	if file == "-" {
		return 0, d.done("backup", file)
	}
	return 41, d.done("backup", file)
}

func (d *disk) AskWitness(file, witness string, since int64) error {
	return d.done("request", file, witness, since)
}

func (d *disk) KeepAnswer(file, keyFile string) (model.Witnessed, error) {
	return model.Witnessed{By: "bench-1", Size: 40, At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), File: "w/bench-1"}, d.done("keep", file, keyFile)
}

func (d *disk) Witness(request, answer, keyFile string) error {
	return d.done("witness", request, answer, keyFile)
}

func TestFormsThatWriteAFileSayWhatIsInIt(t *testing.T) {
	in := present.Answers{"file": "a\x1b", "witness": "bench-1", "since": "12", "witness-key": "k", "request": "r", "output": "o", "log-key": "l"}
	want := map[string][2]string{
		"checkpoint": {"checkpoint a\x1b\n", "a holds the checkpoint of 40 entries. Its six words, to note or to read over the telephone: one two."},
		"backup":     {"backup a\x1b\n", "a holds 41 entries and the keys. It was read back and verifies. Keep it as safe as the station."},
		"request":    {"request a\x1b bench-1 12\n", "The request is in a. Carry it to the other station."},
		"keep":       {"keep a\x1b k\n", "bench-1 vouches for 40 entries as of 2026-11-22 09:00:00. Kept in w/bench-1"},
		"witness":    {"witness r o l\n", "It was cosigned. The answer is in o."},
	}
	for _, f := range present.LogForms {
		if f.Do == nil {
			continue
		}
		d := &disk{}
		said, err := f.HandIn(present.Case{Files: d}, nil, in, nil)
		if err != nil || said != want[f.Name][1] || !slices.Equal(d.did, []string{want[f.Name][0]}) {
			t.Errorf("%s: %q, %v, %q", f.Name, said, err, d.did)
		}
		d.err = errors.New("the disk is full")
		if _, err := f.HandIn(present.Case{Files: d}, nil, in, nil); !errors.Is(err, d.err) {
			t.Errorf("%s hides %v", f.Name, err)
		}
		delete(want, f.Name)
	}
	if len(want) != 0 {
		t.Errorf("not tried: %v", want)
	}
}

func TestWhatGoesToStandardOutputIsFollowedByNoWord(t *testing.T) {
	for _, f := range present.LogForms {
		if f.Name != "backup" && f.Name != "request" {
			continue
		}
		d := &disk{}
		said, err := f.HandIn(present.Case{Files: d}, nil, present.Answers{"file": "-"}, nil)
		if f.Name == "backup" && (said != "" || err != nil) {
			t.Errorf("says %q, %v", said, err)
		}
		if f.Name == "request" && d.did[0] != "request -  -1\n" {
			t.Errorf("what was left out is asked for as %q", d.did)
		}
	}
}

// empty is a station that gets its log.
type empty struct {
	from string
	got  model.SetUp
}

func (e *empty) SetUp(s model.SetUp) error { e.got = s; return nil }

func (e *empty) GoOn(from string, s model.SetUp) (model.Continues, error) {
	e.from, e.got = from, s
	return model.Continues{Log: "bench-2", Size: 40}, nil
}

func TestAStationGetsItsLogInEachWay(t *testing.T) {
	in := present.Answers{"site": "St Elsewhere", "station": "Bench 2", "name": "J. Bell", "person": "j.bell", "from": "2026", present.Signer: "m.rossi"}
	for i, want := range []struct {
		empty
		said string
	}{
		{empty{got: model.SetUp{Site: "St Elsewhere", Station: "Bench 2", Name: "J. Bell", PersonID: "j.bell", Passphrase: []byte("new")}}, "The station is set up and its log is open."},
		{empty{"2026", model.SetUp{PersonID: "m.rossi", Passphrase: []byte("old")}}, "The log goes on from 40 entries of bench-2."},
	} {
		e := &empty{}
		said, err := present.StationForms[i].HandIn(present.Case{Empty: e}, nil, in, present.Secrets{"new-passphrase": []byte("new"), "passphrase": []byte("old")})
		if err != nil || said != want.said || !reflect.DeepEqual(*e, want.empty) {
			t.Errorf("%q, %v, %+v", said, err, e)
		}
	}
	if got := present.StationForms[0].Recap(in); got != "St Elsewhere, Bench 2. You are J. Bell, short name j.bell." {
		t.Errorf("says %q", got)
	}
}
