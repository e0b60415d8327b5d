package document_test

import (
	"errors"
	"testing"

	"soprun/internal/model"
	"soprun/internal/tui/kittest"
	"soprun/sop"
	"soprun/sop/run"
)

// amended is a record of which a value was amended twice.
func amended(t *testing.T) *fakeBench {
	t.Helper()
	b := signed(t)
	b.rec.Amendments = []model.Amendment{
		{Entry: 44, By: khan, At: kittest.Now, Step: "read", Field: "temp", Index: 1, Old: "9.0", New: "8.9", Mark: "ABOVE 8.0 °C", Reason: "read upside down"},
		{Entry: 46, By: bell, At: kittest.Now.AddDate(0, 0, 1), Step: "read", Field: "temp", Index: 1, Old: "8.9", New: "6.8", Reason: "checked on the paper strip"},
	}
	b.rec.Reviews = []model.Review{{Entry: 41, By: bell, At: kittest.Now, Comment: "seen"}}
	return b
}

func TestAnAmendedValueIsShownWithAllThatItWas(t *testing.T) {
	amended(t).open(t).Shows(
		"Temperature 6.8 °C limits 2.0 to 8.0 corrected, was 9.9 °C: misread it",
		"amended by A. Khan on 22 Nov 2026 13:47, entry 44, from 9.0 °C to 8.9 °C: read upside down",
		"amended by J. Bell on 23 Nov 2026 13:47, entry 46, from 8.9 °C to 6.8 °C: checked on the paper strip",
		"Not since it was amended: to review.", "entry 41: seen. SUPERSEDED: amended since",
		"1 Temperature 9.0 °C amended to 8.9 °C ABOVE 8.0 °C by A. Khan: read upside down", "1 Temperature 8.9 °C amended to 6.8 °C by J. Bell: checked on the paper strip",
	).Hides("6.8 °C ABOVE")
}

func TestAValueIsPickedAndAmendedWithAReason(t *testing.T) {
	b := amended(t)
	d := b.open(t).Press("a").Shows("Which value is to be amended?", "▸ 1 Temperature", "6.8 °C").Press("enter")
	d.Shows("Who amends it a.khan", "In step 1 it is 6.8 °C now. Type what is right.")
	d.Answer("7.0").Answer("the strip was torn").Shows("You sign this sentence:", "I, a.khan, amended temp", "Passphrase of a.khan")
	d.Answer("correct horse").Shows("Amended. Both values stay, and it waits for a countersignature.").Hides("You sign", "Which value")
	want := model.Amend{Entry: 40, Step: "read", Field: "temp", Index: 1, Text: "7.0", Reason: "the strip was torn"}
	if len(b.amending) != 1 || b.amending[0] != want || len(b.signed) != 1 {
		t.Errorf("amended %+v, signed %q", b.amending, b.signed)
	}
	d.Press("c").Shows("Supervisor") // and the next signature is a countersignature again
}

// Of few answers each is offered by its digit, and what is none of them is refused on its line.
func TestAnAnswerIsAmendedByItsDigit(t *testing.T) {
	b := signed(t)
	b.rec.Procedure = &sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{
		{ID: "look", Number: 1, Text: "Look at it.", Fields: []sop.Field{{Name: "state", Label: "State", Type: sop.Choice, Choices: []string{"whole", "split"}}}},
	}}}}
	b.rec.Walked = walked(t, b.rec.Procedure, run.Begin{}, run.Record{Field: "state", Text: "whole"}, run.Complete{})
	b.rec.Summary = b.rec.Walked.Summarise()
	d := b.open(t).Press("a", "enter").Shows("In step 1 it is whole now. Choose what is right by its number, or type it.", "1 whole", "2 split")
	d.Answer("torn").Shows(`"torn" is not one of whole, split`).Hides("In ten letters or more")
	d.Press("backspace", "backspace", "backspace", "backspace", "2").Shows("▸ 2 split").Press("enter").Shows("In ten letters or more").Hides("1 whole")
	d.Answer("looked at it again").Answer("correct horse")
	if len(b.amending) != 1 || b.amending[0].Text != "split" {
		t.Errorf("amended %+v", b.amending)
	}
}

// Where a step is done for each item and read more than once, three values have one label.
func TestAValueToAmendIsNamedByItsItemAndItsReading(t *testing.T) {
	b := signed(t)
	b.rec.Procedure = &sop.Procedure{Sections: []sop.Section{{Each: &sop.Each{Field: "unit"}, Steps: []sop.Step{
		{ID: "scan", Number: 1, Text: "Scan the fridge.", Fields: []sop.Field{{Name: "unit", Label: "Fridge", Type: sop.Text}}},
		{ID: "look", Number: 2, Text: "Read it twice.", Fields: []sop.Field{{Name: "now", Label: "Now", Type: sop.Number, Unit: "°C", Repeat: 2}}},
	}}}}
	acts := []run.Action{run.Begin{}}
	for _, unit := range []string{"FR-001", "FR-002"} {
		acts = append(acts, run.Record{Field: "unit", Text: unit}, run.Complete{})
		acts = append(acts, run.Record{Field: "now", Text: "4.1"}, run.Record{Field: "now", Text: "4.2"}, run.Complete{})
	}
	b.rec.Walked = walked(t, b.rec.Procedure, acts...)
	d := b.open(t).Press("a").Shows("2 FR-001 Now, reading 2 4.2 °C", "2 FR-002 Now, reading 1 4.1 °C")
	d.Press("down", "down", "down", "down", "down", "enter").Shows("Now, reading 2 _", "In step 2 of FR-002 it is 4.2 °C now.")
}

func TestAnAmendmentIsGivenUpAtEveryPoint(t *testing.T) {
	b := signed(t)
	b.open(t).Press("a", "esc").Shows("SIGNED").Press("a", "enter", "esc").Shows("SIGNED").Press("c").Shows("Supervisor")
	b.open(t).Press("a", "down", "up", "enter").Answer("7.0").Answer("the strip was torn").Press("esc").Shows("SIGNED")
	if len(b.signed) != 0 {
		t.Errorf("signed %q", b.signed)
	}
	b.draftErr = errors.New("temp is 9.0 already")
	b.open(t).Press("a", "enter").Answer("9.0").Answer("the strip was torn").Shows("Temp is 9.0 already", "the strip was torn")
}

func TestWhereNothingWasRecordedNothingIsAmended(t *testing.T) {
	b := signed(t)
	b.rec.Walked = untouched(t)
	b.open(t).Press("a").Shows("There is no recorded value to amend.", "SIGNED")
}

func TestARecordSignedWithASuspectKeySaysThatItIsDisputed(t *testing.T) {
	b := signed(t)
	b.open(t).Hides("DISPUTED")
	b.rec.Disputed = true
	b.open(t).Shows("DISPUTED: signed with a key that was revoked later")
	b = amended(t)
	b.rec.Reviews[0].Disputed = true
	b.open(t).Shows("entry 41: seen. SUPERSEDED: amended since. DISPUTED: signed with a key that was revoked later")
	b = amended(t)
	b.rec.Amendments[1].Disputed = true
	b.open(t).Shows("checked on the paper strip DISPUTED: signed with a key that was revoked later")
}
