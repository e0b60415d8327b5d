package station_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"soprun/internal/model"
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
