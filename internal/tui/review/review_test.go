package review_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/review"
	"soprun/sop"
	"soprun/sop/run"
)

var (
	khan = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}
	bell = model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Supervisor}}
)

// bench is a queue of records from entry 1 on, each a run of one step with a long note.
type bench struct {
	present.Reader
	present.Desk
	t       *testing.T
	records []model.Record
	note    string // what was recorded in each
	refuse  int    // the signature that fails, from 1; 0 for none
	signed  []model.Countersign
	back    []int64
	drafts  map[string]model.Act
}

func (*bench) CheckKnown(model.Named) error { return nil }

func newBench(t *testing.T, n int) *bench {
	b := &bench{t: t, note: strings.TrimSpace(strings.Repeat("a ", 249)), drafts: map[string]model.Act{}}
	for i := range n {
		b.records = append(b.records, b.record(int64(i+1)))
	}
	return b
}

func (b *bench) record(entry int64) model.Record {
	r, err := run.New(&sop.Procedure{Meta: sop.Meta{ID: "SOP-X-001"}, Sections: []sop.Section{{Title: "1. Look", Steps: []sop.Step{
		{ID: "look", Number: 1, Text: "Look.", Fields: []sop.Field{{Name: "note", Label: "Note", Type: sop.Text}, {Name: "more", Label: "More", Type: sop.Text}}},
	}}}})
	if err != nil {
		b.t.Fatal(err)
	}
	for i, a := range []run.Action{run.Begin{}, run.Record{Field: "note", Text: b.note}, run.Record{Field: "more", Text: b.note}, run.Complete{}} {
		events, err := r.Do(a, khan.ID, kittest.Now.Add(time.Duration(i-10)*time.Minute))
		if err != nil {
			b.t.Fatal(err)
		}
		if r, err = r.After(events...); err != nil {
			b.t.Fatal(err)
		}
	}
	return model.Record{
		Completion: model.Completion{Entry: entry, At: kittest.Now, Person: khan, SOP: "SOP-X-001", Title: fmt.Sprintf("Look %d", entry), Version: "1.0", Run: fmt.Sprintf("r-%d", entry), Outcome: run.OutcomeComplete, SupervisorSigns: true, Statement: "I did it."},
		Walked:     r, Summary: r.Summarise(), Procedure: r.Procedure(), Names: map[string]string{"a.khan": "A. Khan"},
	}
}

// wrong has a record list an exception.
func (b *bench) wrong(entry int64, kind run.ExceptionKind) {
	rec := &b.records[entry-1]
	rec.Outcome, rec.Exceptions = run.OutcomeExcept, []run.Exception{{Kind: kind, Step: "look", Text: "odd"}}
	rec.Summary.Exceptions = rec.Exceptions
}

func (b *bench) waits(rec model.Record) bool {
	return rec.Awaited() && !slices.ContainsFunc(b.signed, func(c model.Countersign) bool { return c.Entry == rec.Entry }) && !slices.Contains(b.back, rec.Entry)
}

func (b *bench) CompletionsFrom(_ context.Context, q model.Query, from model.From) (part model.Part[model.Completion], err error) {
	if !from.Oldest && from.Entry != 0 { // else it is counted
		return part, errors.New("the queue is read from its oldest record on")
	}
	for _, rec := range b.records {
		switch {
		case !b.waits(rec) || q.Exceptions != rec.Wrong():
		case rec.Entry <= from.Entry:
			part.Of, part.Looked = part.Of+1, part.Looked+1
		case len(part.Rows) > 0:
			part.Of, part.More = part.Of+1, true
		default:
			part.Rows, part.Next, part.Of, part.Looked = append(part.Rows, rec.Completion), rec.Entry, part.Of+1, part.Looked+1
		}
	}
	return part, nil
}

func (b *bench) Record(entry int64) (model.Record, error) { return b.records[entry-1], nil }
func (b *bench) Staff() (model.Staff, error) {
	return model.Staff{Members: []model.Member{{Person: bell}, {Person: khan}}}, nil
}

func (b *bench) Prepare(person string, act model.Act) (model.Draft, error) {
	d := model.Draft{Person: model.Person{ID: person}, Statement: fmt.Sprintf("I, %s, sign %+v.", person, act)}
	b.drafts[d.Statement] = act
	return d, nil
}

func (b *bench) Sign(d model.Draft, _ []byte) (int64, error) {
	if b.refuse--; b.refuse == 0 {
		return 0, errors.New("wrong passphrase")
	}
	switch act := b.drafts[d.Statement].(type) {
	case model.Countersign:
		b.signed = append(b.signed, act)
	case model.SendBack:
		b.back = append(b.back, act.Entry)
	}
	return 100, nil
}

func (b *bench) open(row string) *kittest.Driver {
	list, _ := present.ListNamed("review")
	return kittest.Open(b.t, review.New(present.Sources{Reader: b, Desk: b, Roll: b}, list, row))
}

// read reads a record to its last line, and waits as long as that takes.
func read(d *kittest.Driver) *kittest.Driver {
	for range 12 {
		d.Press("space")
	}
	d.Env.Now = d.Env.Now.Add(3 * time.Minute)
	return d
}

func TestARecordIsMarkedOnlyOnceItsLastLineWasShown(t *testing.T) {
	b := newBench(t, 2)
	d := b.open("1").Shows("Look 1", "entry 1")
	d.Frozen = true
	d.Press("c")
	d.Shows("There is more below: space shows it").Hides("1 marked")
	for range 12 {
		d.Press("space")
	}
	d.Shows("PAGE", "SOP-X-001 v1.0").Press("c").Hides("1 marked")
	d.Env.Now = d.Env.Now.Add(399 * time.Millisecond)
	d.Press("c").Hides("1 marked")
	d.Env.Now = d.Env.Now.Add(3 * time.Minute)
	d.Press("c").Shows("1 marked", "Look 2", "entry 2")
	if len(b.signed) != 0 {
		t.Errorf("a mark signs %+v", b.signed)
	}
}

func TestFiftyAreMarkedOneByOneAndSignedWithTwoPassphrases(t *testing.T) {
	b := newBench(t, 52)
	d, marks, phrases := b.open("1"), 0, 0
	for phrases < 2 {
		for range present.MostTogether {
			read(d).Press("c")
			marks++
		}
		read(d).Press("c").Shows("25 records marked: sign for them first, with enter.")
		d.Press("enter").Shows("entries").Press("enter").Shows("You sign these 25 sentences").Type("four words").Press("enter")
		d.Shows("Countersigned. Signed:")
		if phrases++; len(b.signed) != phrases*present.MostTogether {
			t.Fatalf("%d are signed", len(b.signed))
		}
	}
	for i, c := range b.signed {
		if c.Entry != int64(i+1) || c.Comment != "" {
			t.Fatalf("number %d is %+v", i, c)
		}
	}
	read(d).Press("c")
	read(d).Press("c").Shows("That was the last record that waits. 2 records marked: enter signs for them.", "Entry 51", "Entry 52")
	if marks != 50 {
		t.Errorf("%d marks", marks)
	}
}

func TestWithExceptionsALineIsAskedAndKeptInTheRecord(t *testing.T) {
	b := newBench(t, 3)
	b.wrong(1, run.IsCorrected)
	b.wrong(3, run.IsCorrected)
	d := read(b.open("1")).Press("c").Shows("What you found", "1 discussed, 2 action is enough").Press("enter").Shows("What you found is still empty.")
	d.Press("esc").Hides("What you found").Press("c").Type("2").Press("enter")
	read(d.Shows("Look 3", "1 marked")).Press("c").Type("raised as INC-204").Press("enter")
	d.Shows("Look 2").Press("enter").Press("enter").Type("four words").Press("enter")
	want := []model.Countersign{{Entry: 1, Comment: "action is enough"}, {Entry: 3, Comment: "raised as INC-204"}}
	if !slices.Equal(b.signed, want) {
		t.Errorf("signed %+v", b.signed)
	}
	d.Shows("Look 2").Hides("2 marked")
}

func TestWhatIsSignedForAloneIsNotMarked(t *testing.T) {
	b := newBench(t, 2)
	b.wrong(1, run.IsTakenOver)
	d := read(b.open("1").Shows("It is signed for alone: it was taken over.")).Press("c").Type("1").Press("enter")
	d.Hides("1 marked").Shows("Countersign").Press("enter").Shows("You sign this sentence:").Type("four words").Press("enter")
	if want := []model.Countersign{{Entry: 1, Comment: "discussed"}}; !slices.Equal(b.signed, want) {
		t.Errorf("signed %+v", b.signed)
	}
	d.Shows("Look 2", "Countersigned.")
}

func TestThreeInARowFasterThanTheyCanBeReadAreAskedAbout(t *testing.T) {
	b := newBench(t, 5)
	quick := func(d *kittest.Driver) *kittest.Driver {
		for range 12 {
			d.Press("space")
		}
		d.Env.Now = d.Env.Now.Add(time.Second)
		return d.Press("c")
	}
	d := quick(quick(b.open("1")).Shows("1 marked")).Shows("2 marked")
	quick(d).Shows("Why so fast").Type("1").Press("enter").Shows("\"1\" is no word: say it in words.", "Why so fast").Press("ctrl+u").Type("I watched all three").Press("enter").Shows("3 marked")
	quick(d).Hides("Why so fast").Shows("4 marked").Press("enter").Press("enter").Type("four words").Press("enter")
	if len(b.signed) != 4 || b.signed[1].Comment != "" || b.signed[2].Comment != "Three in a row faster than they can be read: I watched all three" {
		t.Errorf("signed %+v", b.signed)
	}
}

func TestARecordIsSkippedUnmarkedSentBackOrComeBackTo(t *testing.T) {
	b := newBench(t, 4)
	d := read(b.open("1")).Press("c").Shows("Look 2").Press("p").Shows("Look 1", "marked *").Press("u").Hides("marked")
	d.Press("n").Shows("Look 2").Press("s").Type("j.bell").Press("enter").Type("which lot was it?").Press("enter").Type("four words").Press("enter")
	if !slices.Equal(b.back, []int64{2}) {
		t.Errorf("sent back %v", b.back)
	}
	d.Shows("Look 3", "Entry 2: Sent back. It waits for an answer, or an amendment.")
	read(d).Press("c").Press("esc").Shows("1 record marked and not signed: enter signs, esc again leaves without.")
	if len(d.Went) != 0 {
		t.Errorf("it went to %+v", d.Went)
	}
	d.Press("n").Shows("That was the last record that waits.").Press("esc", "esc")
	if d.Backs != 1 {
		t.Error("it is not left")
	}
}

// Nobody signs for what was amended at another terminal after they read and marked it.
func TestARecordThatChangedAfterItWasMarkedIsMarkedNoMore(t *testing.T) {
	b := newBench(t, 4)
	d := read(b.open("1")).Press("c")
	read(d).Press("c")
	read(d).Press("c").Shows("3 marked")
	b.records[1].Amended = []model.Hand{{Entry: 90, By: khan}}
	d.Press("enter").Shows("Entry 2: it was amended by A. Khan after it was read: read it again.", "2 marked")
	d.Press("enter").Press("enter").Type("four words").Press("enter")
	if want := []model.Countersign{{Entry: 1}, {Entry: 3}}; !slices.Equal(b.signed, want) {
		t.Errorf("signed %+v", b.signed)
	}
	read(b.open("2")).Press("c").Press("enter").Press("enter").Type("four words").Press("enter")
	if last := b.signed[len(b.signed)-1]; last != (model.Countersign{Entry: 2, Changed: 90}) {
		t.Errorf("signed %+v", last)
	}
}

// Nobody countersigns what somebody else just did, unless they saw that.
func TestARecordThatWasCountersignedAfterItWasMarkedIsMarkedNoMore(t *testing.T) {
	b := newBench(t, 2)
	d := read(b.open("1")).Press("c")
	b.records[0].Countersigned = []model.Hand{{Entry: 90, By: bell}}
	d.Press("enter").Shows("Entry 1: it was countersigned by J. Bell after it was read: read it again.")
	if len(b.signed) != 0 {
		t.Errorf("signed %+v", b.signed)
	}
}

// Of several some may be signed before a passphrase fails: the others stay marked.
func TestWhatWasNotSignedStaysMarked(t *testing.T) {
	b := newBench(t, 4)
	d := read(b.open("1")).Press("c")
	read(d).Press("c")
	read(d).Press("c").Press("enter").Press("enter")
	b.refuse = 2
	d.Type("four words").Press("enter").Shows("NOT SIGNED: entries 2, 3").Press("esc")
	d.Shows("Signed: entry 1. NOT SIGNED: entries 2, 3.", "2 marked")
	if len(b.signed) != 1 {
		t.Errorf("signed %+v", b.signed)
	}
}

func TestItsKeysDoWhatTheyAreSaidToDo(t *testing.T) {
	b := newBench(t, 2)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {140, 40}} {
		d := b.open("1")
		d.Env.Width, d.Env.Height = size[0], size[1]
		if frame := d.FrameAt(size[0], size[1]); !strings.Contains(frame, "Look 1") {
			t.Errorf("%v:\n%s", size, frame)
		}
		if size[1] == 40 { // all of it is shown at once
			continue
		}
		d.Press("down", "down")
		d.KeysLead("p") // there is none before
		read(d).KeysLead("p", "space", "pgdown", "down", "j")
		d.Press("c")
		d.KeysLead("pgup", "up", "k") // it is at its first line
	}
}

// A wider terminal needs fewer lines: who was at the end of a record is still there.
func TestTheTerminalIsMadeWiderAtTheEndOfARecord(t *testing.T) {
	d := newBench(t, 1).open("1")
	d.Env.Width, d.Env.Height = 40, 12
	for range 20 {
		d.Press("pgdown")
	}
	d.Shows("PAGE")
	d.Env.Width = 200
	d.Shows("PAGE").Press("up").Hides("text")
}

func (b *bench) Enrolled() (model.Enrolled, error) {
	staff, err := b.Staff()
	var out model.Enrolled
	for _, m := range staff.Members {
		out.People = append(out.People, m.Person)
	}
	return out, err
}
