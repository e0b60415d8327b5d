package station_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
)

// traced says each record of a trace in a line.
func (b *bench) traced(words string) (lines, readAs []string) {
	b.t.Helper()
	part, err := b.TraceFrom(b.t.Context(), model.Query{Words: words}, model.From{})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, r := range part.Rows {
		line := fmt.Sprintf("%d %s", r.Entry, r.Person.Name)
		for _, v := range r.Values {
			line += fmt.Sprintf(", %s %s %s [%s] %s sought %v amended %v", v.Label, v.Text, v.Unit, v.Limits, v.Mark, v.Sought, v.Amended)
		}
		for _, h := range r.Countersigned {
			line += ", cs " + h.By.Name
		}
		lines = append(lines, line)
	}
	return lines, part.ReadAs
}

// What somebody looks for is found with the limits of its page beside it, as it stands.
func TestATraceShowsValuesBesideTheirLimits(t *testing.T) {
	b := newBench(t)
	first, second := b.perform(worker), b.perform(worker)
	b.sign(b.Prepare(boss, misread(first, "9.0")))
	b.sign(b.Prepare(boss, model.Countersign{Entry: second}))
	b.start(worker)
	good := fmt.Sprintf("%d Kim Oh, Temperature 5.0 °C [2.0 to 8.0]  sought true amended false, cs Bo Ray", second)
	bad := fmt.Sprintf("%d Kim Oh, Temperature 9.0 °C [2.0 to 8.0] ABOVE 8.0 sought true amended true", first)
	for words, want := range map[string][]string{
		"temperature":                  {good, bad},
		"t > 8":                        {bad},
		"above kim":                    {bad},
		"chamber cs:ray":               {good},
		"temperature -above":           {good},
		"temp amended to review":       {bad},
		"centrifuge 5.0":               {good},
		"t < 2":                        nil,
		"temperature since 1990-01":    {good, bad},
		"temperature until 1990-01":    nil,
		"code:k99 9.0 page:SOP-CEN":    {bad},
		`"read the chamber" t >= 9.00`: {bad},
	} {
		if got, _ := b.traced(words); !slices.Equal(got, want) {
			t.Errorf("%q finds\n%s\nwant\n%s", words, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	_, readAs := b.traced("kim.oh sop-cen-014 -above march " + strings.Repeat("a ", 13))
	if len(readAs) != 3 || !strings.HasPrefix(readAs[0], "read as: kim.oh, person; sop-cen-014, page; not above the limits; 1 to 31 Mar") ||
		readAs[1] != "not read: a; at most 16 terms are" || readAs[2] != "1 open run is not in it" {
		t.Errorf("it is read as %q", readAs)
	}
	if _, readAs = b.traced(""); !slices.Equal(readAs, []string{"1 open run is not in it"}) {
		t.Errorf("nothing is read as %q", readAs)
	}
}

// Whoever amended a value is found as everybody else in the record is, and said beside it.
func TestATraceFindsWhoAmendedAValue(t *testing.T) {
	b := newBench(t)
	first, second := b.perform(worker), b.perform(worker)
	b.sign(b.Prepare(boss, misread(first, "9.0")))
	b.sign(b.Prepare(admin, misread(first, "5.5")))
	for words, want := range map[string][]int64{"bo.ray": {first}, `"ann lee"`: {first}, "ann ray": {first}, "-ann": {second}, "by:ann": nil, "cs:ann": nil} {
		part, err := b.TraceFrom(b.t.Context(), model.Query{Words: words}, model.From{})
		var got []int64
		for _, r := range part.Rows {
			got = append(got, r.Entry)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v: %v", words, got, want, err)
		}
	}
	seen := b.sign(b.Prepare(boss, model.Countersign{Entry: second}))
	b.sign(b.Prepare(admin, model.Countersign{Entry: second, Changed: seen}))
	for _, words := range []string{"cs:bo", "cs:ann", "bo -9.0 -5.5"} {
		if part, err := b.TraceFrom(b.t.Context(), model.Query{Words: words}, model.From{}); err != nil || len(part.Rows) != 1 || part.Rows[0].Entry != second {
			t.Errorf("of two countersignatures %q finds %+v, %v", words, part.Rows, err)
		}
	}
	part, err := b.TraceFrom(b.t.Context(), model.Query{Words: "bo.ray amended"}, model.From{})
	if err != nil || len(part.Rows) != 1 || len(part.Rows[0].Values) != 1 {
		t.Fatalf("%+v, %v", part.Rows, err)
	}
	v := part.Rows[0].Values[0]
	if got := present.AmendedBy(v); got != "amended by Bo Ray, Ann Lee" || !v.Sought {
		t.Errorf("it is %q, sought %v", got, v.Sought)
	}
}

// A step that asks for no value is found where it was not done as its page asks.
func TestATraceFindsAStepWithoutFieldsThatWasNotDoneAsAsked(t *testing.T) {
	b := newBench(t)
	as := b.perform(worker)
	not := b.perform(worker, "S26", "K99")
	for words, want := range map[string]string{
		"step:spin": "2 not applicable: not today", "empty": "2 not applicable: not today", `"not today"`: "2 not applicable: not today",
		"step:lid": "", "step:clean": "",
	} {
		part, err := b.TraceFrom(b.t.Context(), model.Query{Words: words}, model.From{})
		if err != nil || len(part.Rows) != min(len(want), 1) {
			t.Errorf("%q finds %+v, %v", words, part.Rows, err)
			continue
		}
		for _, r := range part.Rows {
			if len(r.Steps) != 1 || r.Entry != not || !r.Steps[0].Sought || fmt.Sprintf("%d %s", r.Steps[0].Number, r.Steps[0].Text) != want {
				t.Errorf("%q finds entry %d with %+v, want %q", words, r.Entry, r.Steps, want)
			}
		}
	}
	if part, err := b.TraceFrom(b.t.Context(), model.Query{Words: "-step:spin"}, model.From{}); err != nil || len(part.Rows) != 1 || part.Rows[0].Entry != as {
		t.Errorf("without it there are %+v, %v", part.Rows, err)
	}
}

// What has more of what is looked for stands first; what has it only because of its item is told
// apart, since each value of the item has.
func TestATraceTellsValuesOfAnItemFromWhatIsLookedFor(t *testing.T) {
	b := newBench(t)
	text := fridgePage("1.0", "daily by 09:00 each unit of fridges", "F-11, F-12")
	b.approved(text)
	b.at(1, 8, 0)
	at := b.fridgesChecked(text, []string{"F-11", "F-12"})
	b.sign(b.Prepare(boss, model.Amend{Entry: at, Step: "read", Item: "F-12", Field: "t", Text: "4.1", Reason: "the printout says otherwise"}))
	for words, want := range map[string]string{
		"f-12":       "F-12 unit sought, F-12 t of its item, F-11 unit, F-11 t",
		"f-12 ray":   "F-12 unit sought, F-12 t sought, F-11 unit, F-11 t", // who amended it
		"f-12 t < 5": "F-12 t sought, F-11 t sought, F-12 unit sought, F-11 unit",
		"f-12 kim":   "F-12 unit sought, F-12 t sought, F-11 unit sought, F-11 t sought",
	} {
		part, err := b.TraceFrom(b.t.Context(), model.Query{Words: words}, model.From{})
		if err != nil || len(part.Rows) != 1 {
			t.Fatalf("%q finds %+v, %v", words, part.Rows, err)
		}
		var got []string
		for _, v := range part.Rows[0].Values {
			text := v.Item + " " + v.Field
			switch {
			case v.OfItem:
				text += " of its item"
			case v.Sought:
				text += " sought"
			}
			got = append(got, text)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q finds %s, want %s", words, strings.Join(got, ", "), want)
		}
	}
}

// A thing that a run left out is found with why, and no run counts as done with it for that.
func TestATraceFindsWhatARunLeftOut(t *testing.T) {
	b := newBench(t)
	text := fridgePage("1.0", "daily by 09:00 each unit of fridges", "F-11, F-12")
	b.approved(text)
	b.at(1, 8, 0)
	at := b.fridgesChecked(text, []string{"F-11"}, "F-12")
	for _, words := range []string{"asset:f-12", "f-12", "defrosts", "step:which it"} {
		part, err := b.TraceFrom(b.t.Context(), model.Query{Words: words}, model.From{})
		if err != nil || len(part.Rows) != 1 || part.Rows[0].Entry != at {
			t.Fatalf("%q finds %+v, %v", words, part.Rows, err)
		}
		i := slices.IndexFunc(part.Rows[0].Steps, func(s model.TracedStep) bool { return s.Item == "F-12" })
		if i < 0 || part.Rows[0].Steps[i].Text != "F-12 was left out: it defrosts" || !part.Rows[0].Steps[i].Sought {
			t.Errorf("%q finds %+v", words, part.Rows[0].Steps)
		}
		if words == "f-12" && !slices.Contains(part.Named, model.Named{Kind: model.NamedAsset, ID: "F-12"}) {
			t.Errorf("%q is named as %v", words, part.Named)
		}
	}
	things, err := b.Things(b.t.Context(), model.All)
	if err != nil || slices.ContainsFunc(things, func(a model.Asset) bool { return a.ID == "F-12" }) || !slices.ContainsFunc(things, func(a model.Asset) bool { return a.ID == "F-11" && a.Runs == 1 }) {
		t.Errorf("the things are %+v, %v", things, err)
	}
}

// Words of the page find its values, whether its text was read ahead or is read meanwhile.
func TestATraceReadsTheApprovedTextsItself(t *testing.T) {
	b := newBench(t)
	b.perform(worker)
	want, _ := b.traced("temperature")
	if len(want) != 1 {
		t.Fatalf("%q", want)
	}
	b.reopen()
	var reads sync.WaitGroup
	for range 4 {
		reads.Go(func() { b.ReadTexts(t.Context()) })
		reads.Go(func() {
			part, err := b.TraceFrom(t.Context(), model.Query{Words: "temperature"}, model.From{})
			if err != nil || len(part.Rows) != 1 {
				t.Errorf("%+v, %v", part.Rows, err)
			}
		})
	}
	reads.Wait()
	if got, _ := b.traced("temperature"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	b.reopen()
	b.ReadTexts(ended)
	if got, _ := b.traced("temperature"); !slices.Equal(got, want) {
		t.Errorf("after a reading that was ended it is %q, want %q", got, want)
	}
}
