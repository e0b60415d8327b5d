package station_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/needs"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

func TestARunComesBackAsItWasRecorded(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	kept := b.do(name, worker, run.Begin{}, run.Complete{}, run.Complete{}, run.Complete{},
		run.Record{Field: "t", Text: "9,2\x1d"}, run.ActOn{Deviation: 1, Text: "cafe\u0301 fridge"})
	b.reopen()
	got, err := b.LoadRun(name)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Events, kept) {
		t.Errorf("events = %+v\nwant %+v", got.Events, kept)
	}
	if kept[7].Raw != "9,2<U+001D>" || kept[7].Mark != "ABOVE 8.0 °C" || kept[9].Reason != "caf\u00e9 fridge" || kept[0].Person != worker || !kept[0].At.Equal(b.now.Add(-5*time.Second)) {
		t.Errorf("kept = %+v", kept)
	}
	if got.Person.ID != worker || got.SOP != "SOP-CEN-014" || got.Version != "2.1" || got.Procedure.SHA256 != read(t, pageText).SHA256 || got.Meanwhile != (model.Meanwhile{}) {
		t.Errorf("run = %+v", got)
	}
	open := b.OpenRuns()
	if len(open) != 1 || open[0].ID != name || open[0].Step != 4 || open[0].Title != "Daily centrifuge check" || !open[0].Last.Equal(kept[9].At) {
		t.Errorf("open = %+v", open)
	}
	if _, err := b.LoadRun("r-none"); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("err = %v, want ErrUnknown", err)
	}
}

func TestOnlyTheOneWhoStartedARunGoesOnWithIt(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	begin := []sop.Event{{Kind: sop.StepStarted, Step: "clean"}}
	_, err := b.AppendEvents(name, boss, b.after(name), begin)
	wantFault(t, err, record.FaultRun)
	_, err = b.AppendEvents("r-none", worker, 0, begin)
	wantFault(t, err, record.FaultRun)
	if _, err = b.Prepare(boss, model.SignOff{Run: name, After: b.after(name)}); !errors.Is(err, station.ErrRules) || !strings.Contains(err.Error(), "is carried out by Kim Oh") {
		t.Errorf("err = %v, want it to name who carries the run out", err)
	}
	if got, err := b.LoadRun(name); err != nil || len(got.Events) != 0 {
		t.Errorf("events = %v, %v", got.Events, err)
	}
}

func TestWhatIsShownIsWhatIsSigned(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	b.do(name, worker, run.Begin{}, run.Complete{}, run.MarkNotDone{Reason: "no rotor"}, run.Complete{},
		run.Record{Field: "t", Text: "5.0"}, run.Complete{}, run.ActOn{Deviation: 1, Text: "ordered one"})
	d, err := b.prepare(name, worker)
	if err != nil {
		t.Fatal(err)
	}
	want := "I, Kim Oh (kim.oh, assistant), performed SOP-CEN-014 v2.1, run " + name +
		", on 22 Nov 2026 at 09:01 (UTC+00:00). Outcome: complete except 1 item. 3 steps done, 1 not done, 1 deviation."
	if d.Statement != want {
		t.Errorf("statement = %q, want %q", d.Statement, want)
	}
	shown, size := d.At, b.About().Entries
	b.now = b.now.Add(3 * time.Minute)
	b.start(boss) // the log grows between
	at, err := b.Sign(d, phraseOf(worker))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := b.Entry(at)
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.Decode(raw.Payload)
	if err != nil || e.Statement != want || !e.At.Equal(shown) || e.Prev.Size != size {
		t.Errorf("entry = %+v, %v", e, err)
	}
	if open := b.OpenRuns(); len(open) != 1 || open[0].Person.ID != boss {
		t.Errorf("open = %+v", open)
	}
	_, err = b.AppendEvents(name, worker, b.after(name), []sop.Event{{Kind: sop.StepStarted, Step: "clean"}})
	wantFault(t, err, record.FaultRun)
}

func TestADraftThatNoLongerHoldsCannotBeSigned(t *testing.T) {
	b := newBench(t)
	name := b.work(worker)
	d, err := b.prepare(name, worker)
	if err != nil {
		t.Fatal(err)
	}
	b.do(name, worker, run.Correct{Step: "temp", Field: "t", Text: "5.1", Reason: "misread"})
	if _, err := b.SignWith(d, b.signer(worker)); !errors.Is(err, station.ErrDraft) {
		t.Errorf("after more events: %v, want ErrDraft", err)
	}
	if d, err = b.prepare(name, worker); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(15 * time.Minute)
	if _, err := b.SignWith(d, b.signer(worker)); !errors.Is(err, station.ErrDraft) {
		t.Errorf("after fifteen minutes: %v, want ErrDraft", err)
	}
	if _, err := b.SignWith(d, b.signer(boss)); err == nil {
		t.Error("somebody else's key signed")
	}
	b.sign(b.prepare(name, worker))
}

func TestACountersignatureIsNeverOnesOwn(t *testing.T) {
	b := newBench(t)
	at := b.perform(boss)
	_, err := b.Prepare(boss, model.Countersign{Entry: at})
	wantFault(t, err, record.FaultDuties)
	_, err = b.Prepare(worker, model.Countersign{Entry: at})
	wantFault(t, err, record.FaultRole)
	if _, err := b.Prepare(admin, model.Countersign{Entry: 1}); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("err = %v, want ErrUnknown", err)
	}
	review, err := act(b.Station, admin, model.Countersign{Entry: at, Comment: "seen at the bench"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Prepare(admin, model.Countersign{Entry: at})
	wantFault(t, err, record.FaultReview)
	got, err := b.Record(at)
	if err != nil || len(got.Reviews) != 1 || got.Reviews[0].Entry != review || got.Reviews[0].Comment != "seen at the bench" || got.Reviews[0].By.Name != "Ann Lee" {
		t.Errorf("record = %+v, %v", got, err)
	}
	if len(got.Countersigned) != 1 || got.Countersigned[0].By.ID != admin || len(got.Events) != 9 || got.Run == "" {
		t.Errorf("record = %+v", got)
	}
}

func TestWrongPassphrasesBecomeEntriesAndMakeTheNextTryWait(t *testing.T) {
	b := newBench(t)
	try := func(phrase string) error {
		_, err := b.Signer(worker, []byte(phrase))
		return err
	}
	for n := 1; n <= 5; n++ {
		var wrong *station.PassphraseError
		if err := try("wrong"); !errors.As(err, &wrong) || wrong.Failures != n || wrong.Locked || (wrong.Wait > 0) != (n == 5) {
			t.Fatalf("try %d: %v", n, err)
		}
	}
	before := b.About().Entries
	var wait *station.WaitError
	if err := try("maple kettle orbit kim.oh"); !errors.As(err, &wait) || wait.Wait != time.Second {
		t.Errorf("err = %v, want to wait a second", err)
	}
	if got := b.About().Entries; got != before {
		t.Errorf("waiting wrote %d entries", got-before)
	}
	b.reopen() // the delay is in the log, not in the process
	if err := try("maple kettle orbit kim.oh"); !errors.As(err, &wait) {
		t.Errorf("err = %v, want to wait still", err)
	}
	// A colleague can always go on.
	b.perform(boss)
	b.now = b.now.Add(time.Second)
	if err := try("maple kettle orbit kim.oh"); err != nil {
		t.Error(err)
	}
	if p := b.member(worker); p.Failures != 5 {
		t.Errorf("people = %+v: only an act ends the count", p)
	}
	b.perform(worker)
	if p := b.member(worker); p.Failures != 0 || p.Wait != 0 {
		t.Errorf("people = %+v", p)
	}
}

func TestAClockThatGoesBackIsAnEntry(t *testing.T) {
	b := newBench(t)
	b.perform(worker)
	b.now = b.now.Add(-time.Hour)
	at := b.perform(worker)
	var kinds []record.Kind
	for n := int64(0); n <= at; n++ {
		raw, err := b.Entry(n)
		if err != nil {
			t.Fatal(err)
		}
		e, err := record.Decode(raw.Payload)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, e.Type)
	}
	if n := len(slices.DeleteFunc(kinds, func(k record.Kind) bool { return k != record.KindClockBack })); n != 1 {
		t.Errorf("%d entries about the clock, want 1", n)
	}
}

func TestTheLogListsWhatMatchesNewestFirst(t *testing.T) {
	b := newBench(t)
	one := b.perform(worker, "S26")
	two := b.perform(boss, "S26", "K7")
	b.now = b.now.Add(time.Hour)
	three := b.perform(worker, "K99")
	b.sign(b.Prepare(boss, model.Countersign{Entry: one}))
	name := b.start(worker)
	b.do(name, worker, run.Begin{}, run.Stop{Reason: "fire alarm"})
	four := b.sign(b.prepare(name, worker))
	for name, c := range map[string]struct {
		filter model.Query
		want   []int64
	}{
		"all":      {model.Query{}, []int64{four, three, two, one}},
		"limit":    {model.Query{Limit: 2}, []int64{four, three}},
		"person":   {model.Query{Person: boss}, []int64{two}},
		"code":     {model.Query{Code: "S26"}, []int64{two, one}},
		"odd code": {model.Query{Code: "K99"}, []int64{three}},
		"since":    {model.Query{Since: b.now.Add(-30 * time.Minute)}, []int64{four, three}},
		"text":     {model.Query{Words: "FIRE alarm"}, []int64{four}},
		"title":    {model.Query{Words: "centrifuge", Limit: 1}, []int64{four}},
		"open":     {model.Query{Open: true}, []int64{four, three, two}},
		"wrong":    {model.Query{Exceptions: true}, []int64{four, three, two, one}},
		"clean":    {model.Query{Clean: true}, nil},
		"nothing":  {model.Query{SOP: "SOP-X"}, nil},
	} {
		rows, err := b.Completions(c.filter)
		var got []int64
		for _, r := range rows {
			got = append(got, r.Entry)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v (%v)", name, got, c.want, err)
		}
	}
	rows, _ := b.Completions(model.Query{Limit: 1})
	if r := rows[0]; r.Outcome != run.OutcomeStopped || r.Person.Name != "Kim Oh" || r.Title != "Daily centrifuge check" || r.Role != sop.Assistant {
		t.Errorf("row = %+v", r)
	}
	if got, err := b.Record(four); err != nil || got.Summary.Reason != "fire alarm" {
		t.Errorf("record = %+v, %v", got, err)
	}
	before, _ := b.Completions(model.Query{})
	if err := b.RebuildIndex(nil); err != nil {
		t.Fatal(err)
	}
	if after, err := b.Completions(model.Query{}); err != nil || len(after) != len(before) {
		t.Errorf("after a rebuild: %d rows, want %d (%v)", len(after), len(before), err)
	}
}

func TestSSHKeygenVerifiesACompletionAndRefusesAChangedOne(t *testing.T) {
	needs.Tool(t, "ssh-keygen")
	const tool = "ssh-keygen"
	b := newBench(t)
	raw, err := b.Entry(b.perform(worker))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	signers, signature := file("allowed_signers", []byte(b.AllowedSigners())), file("sig", raw.Signature)
	keygen := func(person, namespace string, payload []byte) error {
		cmd := exec.Command(tool, "-Y", "verify", "-f", signers, "-I", person, "-n", namespace, "-s", signature)
		cmd.Stdin = bytes.NewReader(payload)
		return cmd.Run()
	}
	if err := keygen(worker, record.Namespace, raw.Payload); err != nil {
		t.Errorf("ssh-keygen refuses a completion: %v", err)
	}
	changed := bytes.Replace(raw.Payload, []byte(`"done":4`), []byte(`"done":5`), 1)
	if keygen(worker, record.Namespace, changed) == nil {
		t.Error("ssh-keygen accepts a changed completion")
	}
	if keygen(boss, record.Namespace, raw.Payload) == nil || keygen(worker, "file", raw.Payload) == nil {
		t.Error("ssh-keygen accepts it for somebody else, or for another purpose")
	}
}

func TestALogWithoutItsStationKeyCanBeReadNotWritten(t *testing.T) {
	b := newBench(t)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(b.cfg.Dir, "station.key")
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	b.open()
	b.mustVerify()
	if _, err := b.StartRun(worker, read(t, pageText)); err == nil || !strings.Contains(err.Error(), "station's key") {
		t.Errorf("err = %v, want it to name the station's key", err)
	}
}

func TestRunIDsAreTheirOwn(t *testing.T) {
	b := newBench(t)
	seen := map[string]bool{}
	for range 50 {
		run, err := b.StartRun(worker, read(t, pageText))
		if err != nil || seen[run] {
			t.Fatalf("run %q, %v", run, err)
		}
		seen[run] = true
	}
}

func TestScreensReadWhileOthersWrite(t *testing.T) {
	b := newBench(t)
	b.perform(worker)
	signer := b.signer(worker)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 20 {
				b.OpenRuns()
				b.People()
				b.About()
				if _, err := b.Completions(model.Query{Words: "centrifuge"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 5 {
		name, err := b.StartRun(worker, read(t, pageText)) // the clock stands still: others read it
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []run.Action{run.Begin{}, run.Stop{Reason: "fire alarm"}} {
			events, err := b.walk(name).Do(a, worker, b.now)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.AppendEvents(name, worker, b.after(name), events); err != nil {
				t.Fatal(err)
			}
		}
		d, err := b.prepare(name, worker)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.SignWith(d, signer); err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
}

func TestWhatTheLogDoesNotHaveIsUnknown(t *testing.T) {
	b := newBench(t)
	_, recordErr := b.Record(1) // an enrolment
	_, entryErr := b.Entry(99)
	_, negativeErr := b.Entry(-1)
	_, textErr := b.Text("00")
	_, signerErr := b.Signer("zoe.ash", phraseOf("zoe"))
	_, draftErr := b.Prepare(worker, model.SignOff{Run: "r-none"})
	for name, err := range map[string]error{
		"record": recordErr, "entry": entryErr, "negative": negativeErr, "text": textErr, "person": signerErr, "run": draftErr,
	} {
		if !errors.Is(err, station.ErrUnknown) {
			t.Errorf("%s: %v, want ErrUnknown", name, err)
		}
	}
}

func TestEventsThatAreOldOrOutOfOrderKeepTheLogInOrder(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	b.do(name, worker, run.Begin{})
	b.now = b.now.Add(10 * time.Second)
	old := sop.Event{Kind: sop.StepDone, Step: "clean", At: b.now.Add(-time.Hour)}
	kept, err := b.AppendEvents(name, worker, b.after(name), []sop.Event{
		old,
		{Kind: sop.StepStarted, Step: "spin", At: b.now.Add(-5 * time.Second)},
		{Kind: sop.StepDone, Step: "spin", At: b.now.Add(time.Hour)},
		{Kind: sop.StepStarted, Step: "lid"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range kept {
		if !e.At.Equal(b.now) {
			t.Errorf("event %s at %v, want %v", e.Kind, e.At, b.now)
		}
	}
}

func TestTheCheckpointIsThereToKeepElsewhere(t *testing.T) {
	b := newBench(t)
	note, err := b.Checkpoint()
	if err != nil || !strings.HasPrefix(string(note), b.About().Log+"\n4\n") {
		t.Errorf("checkpoint = %q, %v", note, err)
	}
	if err := b.CheckpointFile(); err != nil {
		t.Error(err)
	}
}

func TestARunCanBeSignedHoweverMuchWentWrong(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	b.do(name, worker, run.Begin{}, run.Complete{}, run.Complete{}, run.Complete{}, run.Record{Field: "t", Text: "9.0"}, run.ActOn{Deviation: 1, Text: "moved it"})
	long := "no" + strings.Repeat(`"`, run.MaxText-2) // each quote takes two bytes in a payload
	for n := range 15 {
		b.do(name, worker, run.Correct{Step: "temp", Field: "t", Text: []string{"5.0", "6.0"}[n%2], Reason: long})
	}
	b.do(name, worker, run.Stop{Reason: long})
	got, err := b.Record(b.sign(b.prepare(name, worker)))
	if err != nil {
		t.Fatal(err)
	}
	last := got.Exceptions[len(got.Exceptions)-1]
	if last.Kind != record.More || !strings.HasSuffix(last.Text, "more, in the entries of the run") || got.Summary.Reason != long {
		t.Errorf("last exception %+v, reason %q", last, got.Summary.Reason)
	}
	if whole := got.Events[len(got.Events)-1].Reason; whole != long {
		t.Errorf("the run's own entry was cut to %d bytes", len(whole))
	}
}
