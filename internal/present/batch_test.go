package present_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop/run"
)

// signer drafts everything but what is about some entries, and signs until it is told to
// fail.
type signer struct {
	refuse map[int64]error // by the entry that a draft is about
	fail   map[string]error
	signed []string
	after  []int64
	passes [][]byte
}

func (s *signer) Prepare(by string, act model.Act) (model.Draft, error) {
	c, ok := act.(model.Countersign)
	if !ok {
		return model.Draft{}, errors.New("that is no countersignature")
	}
	return model.Draft{ID: fmt.Sprint(c.Entry), Person: model.Person{ID: by}, Statement: fmt.Sprintf("I reviewed %d.", c.Entry)}, s.refuse[c.Entry]
}

func (s *signer) Sign(d model.Draft, passphrase []byte) (int64, error) {
	s.passes, s.after = append(s.passes, passphrase), append(s.after, d.After)
	if string(passphrase) != "right" {
		return 0, errors.New("that is not the passphrase")
	}
	if err := s.fail[d.ID]; err != nil {
		return 0, err
	}
	s.signed = append(s.signed, d.Statement)
	return int64(100 + len(s.signed)), nil
}

// several is the form that is signed for several records, and a case about three.
func several() (present.Form, present.Case) {
	var c present.Case
	for _, entry := range []int64{12, 13, 14} {
		c.Several = append(c.Several, present.Case{Row: fmt.Sprintf("entry %d", entry), Record: model.Record{Completion: model.Completion{Entry: entry, Person: khan}}})
	}
	return present.RecordForms(c)[0], c
}

func TestSeveralAreSignedWithOnePassphraseEachForItself(t *testing.T) {
	f, c := several()
	s := &signer{}
	b, err := f.Prepare(s, c, present.Answers{present.Signer: "j.bell"})
	if err != nil || len(b.Drafts) != 3 {
		t.Fatalf("%d drafts, %v", len(b.Drafts), err)
	}
	pass := []byte("right")
	rest, said, err := b.Sign(s, pass)
	if want := "Countersigned. Signed: entries 12, 13, 14."; err != nil || said != want || len(rest.Drafts) != 0 || rest.Left() != "" {
		t.Errorf("said %q, left %q, %v", said, rest.Left(), err)
	}
	if want := []string{"I reviewed 12.", "I reviewed 13.", "I reviewed 14."}; !slices.Equal(s.signed, want) || !slices.Equal(s.after, []int64{0, 101, 102}) {
		t.Errorf("signed %q, after %v", s.signed, s.after)
	}
	if string(pass) != "\x00\x00\x00\x00\x00" {
		t.Error("the passphrase was not wiped")
	}
	if got := f.Heading(c); got != "Countersign entries 12, 13, 14" {
		t.Errorf("heading %q", got)
	}
	if got := present.YouSign(1) + present.YouSign(3); !strings.Contains(got, "this sentence:") || !strings.Contains(got, "these 3 sentences, each") {
		t.Errorf("it says %q", got)
	}
}

func TestWhatFailsAmongSeveralIsNamedAndTheRestCanBeSignedAgain(t *testing.T) {
	f, c := several()
	s := &signer{fail: map[string]error{"13": errors.New("the disk is full")}}
	b, err := f.Prepare(s, c, present.Answers{present.Signer: "j.bell"})
	if err != nil {
		t.Fatal(err)
	}
	if b, _, err = b.Sign(s, []byte("wrong")); err == nil || err.Error() != "nothing is signed: that is not the passphrase" || b.Left() != "" || len(b.Drafts) != 3 {
		t.Errorf("a wrong passphrase: %v, left %q", err, b.Left())
	}
	b, said, err := b.Sign(s, []byte("right"))
	if err == nil || err.Error() != "Signed: entry 12. NOT SIGNED: entries 13, 14, because of entry 13: the disk is full" || said != "" {
		t.Errorf("a failure in the middle: %v, %q", err, said)
	}
	if b.Left() != "Signed: entry 12. NOT SIGNED: entries 13, 14." || len(b.Drafts) != 2 || len(s.signed) != 1 {
		t.Errorf("left %q of %d, signed %q", b.Left(), len(b.Drafts), s.signed)
	}
	s.fail = nil
	if b, err = b.Again(s); err != nil || len(b.Drafts) != 2 || b.Drafts[0].Statement != "I reviewed 13." {
		t.Fatalf("drafted again: %+v, %v", b.Drafts, err)
	}
	_, said, err = b.Sign(s, []byte("right"))
	if err != nil || said != "Countersigned. Signed: entries 12, 13, 14." || s.after[len(s.after)-2] != 0 {
		t.Errorf("then %q, %v, after %v", said, err, s.after)
	}
}

func TestNothingIsDraftedWhereOneOfSeveralIsRefused(t *testing.T) {
	f, c := several()
	own := errors.New(`"j.bell" reviewed their own work`)
	b, err := f.Prepare(&signer{refuse: map[int64]error{12: own, 14: own, 13: errors.New("reviewed before")}}, c, present.Answers{present.Signer: "j.bell"})
	if !errors.Is(err, own) || err.Error() != `entries 12, 14: "j.bell" reviewed their own work; entry 13: reviewed before; nothing is signed` || len(b.Drafts) != 0 {
		t.Errorf("%d drafts, %v", len(b.Drafts), err)
	}
	one := c.Several[0]
	if _, err := f.Prepare(&signer{refuse: map[int64]error{12: own}}, one, present.Answers{}); !errors.Is(err, own) || err.Error() != own.Error() {
		t.Errorf("of one: %v", err)
	}
}

func TestSeveralRowsAreGatheredOnceEachInTheOrderOfTheLogAndOnlyIfTheyWereOpened(t *testing.T) {
	log := full()
	list := named(t, "log")
	chosen := []present.Chosen{{Name: "42", Opened: true}, {Name: "9", Opened: true}, {Name: "042", Opened: true}}
	c, err := list.Gather(log.sources(), chosen, time.UTC)
	if err != nil || len(c.Several) != 2 || c.Several[0].Row != "entry 9" || c.Several[1].Row != "entry 42" || len(c.People) != 2 {
		t.Errorf("gathered %d, %v", len(c.Several), err)
	}
	if c, err = list.Gather(log.sources(), chosen[:1], time.UTC); err != nil || c.Several != nil || c.Record.Entry != 42 {
		t.Errorf("one alone: %+v, %v", c.Several, err)
	}
	chosen[0].Opened = false
	_, err = list.Gather(log.sources(), append(chosen, present.Chosen{Name: "50", Called: "number 3"}), time.UTC)
	if err == nil || err.Error() != "open entry 42, number 3 first: nobody signs for a record that they did not read" {
		t.Errorf("what was not read: %v", err)
	}
	log.err = errGone
	if _, err = list.Gather(log.sources(), chosen[1:2], time.UTC); !errors.Is(err, errGone) || !strings.HasPrefix(err.Error(), "entry 9: ") {
		t.Errorf("a record that cannot be read: %v", err)
	}
}

// Who is suggested to sign has performed none of them.
func TestWhoPerformedOneOfSeveralIsNotSuggestedToSignThem(t *testing.T) {
	f, c := several()
	c.People = []model.Person{bell, rossi}
	if got := f.Asks[0].Begin(c, nil); got != "" {
		t.Errorf("of two supervisors %q is suggested", got)
	}
	c.Several[1].Record.Person = rossi
	if got := f.Asks[0].Begin(c, nil); got != "j.bell" {
		t.Errorf("%q is suggested", got)
	}
}

// Why three were so fast takes the place of what was found about the third, and asks for it too.
func TestWhyARecordWasReadSoFastAsksForItsExceptionsToo(t *testing.T) {
	rec := model.Record{Completion: model.Completion{Exceptions: []run.Exception{{Kind: run.IsDeviation, Text: "Now 9 °C ABOVE 8.0 °C"}}}}
	for wrong, rec := range map[bool]model.Record{true: rec, false: {}} {
		if ask := present.RemarkOn(rec, present.MostFast); ask.Label != "Why so fast" || strings.Contains(ask.Help, "say what you found, too") != wrong {
			t.Errorf("exceptions %v: %+v", wrong, ask)
		}
	}
}
