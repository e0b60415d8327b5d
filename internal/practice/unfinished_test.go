package practice_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/practice"
	"soprun/sop/run"
)

var (
	green = model.Person{ID: "l.green"}
	ali   = model.Person{ID: "s.ali"}
)

// begun is a rehearsal of somebody whose first step is done.
func begun(t *testing.T, f *practice.File, by model.Person) (id string) {
	t.Helper()
	loaded, err := f.StartRun("SOP-T-001", by)
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.Replay(loaded.Procedure, loaded.Events)
	if err != nil {
		t.Fatal(err)
	}
	act(t, f, loaded.ID, act(t, f, loaded.ID, r, run.Begin{}), run.Complete{})
	return loaded.ID
}

// of are the rehearsals that somebody can go on with.
func of(t *testing.T, f *practice.File, person string) (ids []string) {
	t.Helper()
	all, err := f.Unfinished(person)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		ids = append(ids, o.ID)
	}
	return ids
}

func TestWhoBeginsARehearsalAnewEndsTheirsOfBefore(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "practice.db"))
	nobodys, first, other := begun(t, f, model.Nobody), begun(t, f, green), begun(t, f, ali)
	if got := of(t, f, "L.Green"); !slices.Equal(got, []string{first, nobodys}) {
		t.Errorf("%q can be gone on with, of a colleague %q", got, other)
	}
	second, again := begun(t, f, green), begun(t, f, model.Nobody)
	if got := of(t, f, "l.green"); !slices.Equal(got, []string{again, second, nobodys}) {
		t.Errorf("%q can be gone on with; %q was before", got, first)
	}
	if got := of(t, f, "s.ali"); !slices.Contains(got, other) {
		t.Errorf("that of a colleague has ended: %q", got)
	}
	if all, err := f.OpenRuns(); err != nil || len(all) != 4 || all[1].Practises != "l.green" || all[1].Person.ID != model.Nobody.ID {
		t.Errorf("%+v, %v", all, err)
	}
	if err := f.EndRehearsal(second); err != nil || slices.Contains(of(t, f, "l.green"), second) {
		t.Errorf("it can still be gone on with: %v", err)
	}
	if err := f.EndRehearsal("p-99999"); err == nil {
		t.Error("one that is not there has ended")
	}
}

// A rehearsal that nobody goes on with is cleared when the program starts, and one that ended;
// what somebody did in it since keeps it.
func TestARehearsalIsClearedAfterAWeek(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), "practice.db"), noon
	at := func() *practice.File {
		t.Helper()
		f, err := practice.Open(path, func() time.Time { return now }, pageOf(t))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := at()
	old, ended, looked := begun(t, f, green), begun(t, f, ali), ""
	if l, err := f.StartRun("SOP-T-001", model.Person{ID: "t.nowak"}); err == nil {
		looked = l.ID
	}
	if err := f.EndRehearsal(ended); err != nil {
		t.Fatal(err)
	}
	reopen := func(after time.Duration) {
		t.Helper()
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		now = noon.Add(after)
		f = at()
	}
	reopen(model.RehearsalsKept)
	for _, id := range []string{old, ended, looked} {
		if _, err := f.LoadRun(id); err != nil {
			t.Errorf("%s is gone after a week: %v", id, err)
		}
	}
	young := begun(t, f, ali)
	reopen(model.RehearsalsKept + time.Second)
	for id, there := range map[string]bool{old: false, ended: false, looked: false, young: true} {
		if _, err := f.LoadRun(id); (err == nil) != there {
			t.Errorf("%s is there: %v", id, err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
