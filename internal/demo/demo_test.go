package demo_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/demo"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/procedures"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

var end = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// completions is how many runs the demo of these tests signs.
const completions = 96

// madeOnce makes one demo that the tests share: a key takes time to make.
var madeOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "soprun-demo-*")
	if err != nil {
		return "", err
	}
	members, err = demo.Make(context.Background(), config(dir))
	return dir, err
})

// members are the people of the shared demo, once it is made.
var members []demo.Member

func config(dir string) demo.Config {
	return demo.Config{Dir: dir, Pages: procedures.FS, App: "test", Completions: completions, Seed: 5, End: end}
}

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := madeOnce(); err == nil {
		_ = os.RemoveAll(dir) // a leftover in the temporary folder harms nobody
	}
	os.Exit(code)
}

// made opens the shared demo.
func made(t *testing.T) *station.Station {
	t.Helper()
	dir, err := madeOnce()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

func open(t *testing.T, dir string) *station.Station {
	t.Helper()
	s, err := station.Open(station.Config{Dir: dir, Now: func() time.Time { return end }, App: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestAMadeUpYearIsSignedVerifiesAndSaysWhatItIs(t *testing.T) {
	s := made(t)
	report, err := s.Verify(context.Background(), nil)
	if err != nil || !report.OK() {
		t.Fatalf("verify: %v, %v", err, report.Faults)
	}
	if !s.About().Demo {
		t.Error("the log does not say that it is a demo")
	}
	roles := map[sop.Role]int{}
	for _, p := range members {
		roles[p.Role]++
		if _, err := s.Signer(p.ID, []byte(p.Passphrase)); err != nil {
			t.Errorf("the passphrase printed for %s: %v", p.ID, err)
		}
	}
	if roles[sop.Supervisor] != 2 || roles[sop.Assistant] != 4 || roles[sop.Trainee] != 2 {
		t.Errorf("people by role: %v", roles)
	}
	rows, err := s.Completions(model.Query{})
	if err != nil || len(rows) != completions {
		t.Fatalf("%d completions, %v", len(rows), err)
	}
	var deviations, corrections, countersigned int
	for _, r := range rows {
		deviations += r.Counts.Deviations
		corrections += r.Counts.Corrections
		countersigned += len(r.Countersigned)
		if len(r.Codes) == 0 {
			t.Errorf("entry %d shows no code", r.Entry)
		}
		if h := r.At.Hour(); h < 8 || h > 17 {
			t.Errorf("entry %d was signed at %s", r.Entry, r.At)
		}
	}
	if deviations == 0 || corrections == 0 || countersigned == 0 {
		t.Errorf("%d deviations, %d corrections, %d countersigned: there must be some of each", deviations, corrections, countersigned)
	}
	if span := rows[0].At.Sub(rows[len(rows)-1].At); span < 300*24*time.Hour {
		t.Errorf("the completions span %s, want about a year", span)
	}
}

// TestTheDepartmentOfTheDemoUsesEveryPage also holds that what is made up fits the pages: a
// setting that a page has no place for would leave the page out.
func TestTheDepartmentOfTheDemoUsesEveryPage(t *testing.T) {
	s := made(t)
	pages, err := procedures.All()
	if err != nil || len(pages) == 0 {
		t.Fatal(err)
	}
	for _, p := range pages {
		if proc, _ := page.Parse(p.Source); !slices.Contains(s.Approved(), proc.Meta.ID) {
			t.Errorf("%s is not approved: made-up.txt has to set what the page leaves to the department", proc.Meta.ID)
		}
	}
}

func TestTheSameSeedMakesUpTheSameYear(t *testing.T) {
	story := func(s *station.Station) string {
		rows, err := s.Completions(model.Query{})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, r := range rows {
			fmt.Fprintln(&b, r.At, r.Person, r.SOP, r.Outcome, r.Counts, r.Codes)
		}
		return b.String()
	}
	dir := t.TempDir()
	if _, err := demo.Make(t.Context(), config(dir)); err != nil {
		t.Fatal(err)
	}
	if first, again := story(made(t)), story(open(t, dir)); again != first {
		t.Errorf("one seed, two stories:\n%s\n%s", first, again)
	}
}

func TestADemoNeedsAPageThatCanBeApproved(t *testing.T) {
	_, err := demo.Make(t.Context(), demo.Config{Dir: t.TempDir(), Pages: fstest.MapFS{"a/b.md": {Data: []byte("# nothing\n")}}, App: "test", End: end})
	if err == nil || !strings.Contains(err.Error(), "none of the pages") {
		t.Errorf("err = %v", err)
	}
}

// anyField draws a field as a page could have it.
func anyField(t *rapid.T) sop.Field {
	f := sop.Field{Name: "v", Label: "Value", Type: rapid.SampledFrom(sop.FieldTypes).Draw(t, "type")}
	switch f.Type {
	case sop.Choice:
		f.Choices = []string{"good", "damaged", "gone"}
	case sop.YesNo:
		f.Expect = rapid.SampledFrom([][]string{nil, {"yes"}, {"no"}}).Draw(t, "expect")
	case sop.Date:
		f.Days.Test = rapid.SampledFrom([]sop.DayTest{"", sop.AfterToday, sop.FromToday, sop.AtMostAgo, sop.AtLeastAhead}).Draw(t, "days")
		f.Days.Age = sop.Period{N: 6, Unit: "month"}
	case sop.Scan:
		f.Pattern = rapid.SampledFrom([]string{"", "CEN-####", "@@#*", "LOT*"}).Draw(t, "pattern")
	case sop.Number:
		f.Unit, f.Places = "g", rapid.IntRange(0, 3).Draw(t, "places")
		draw := func(low int) *sop.Decimal {
			whole := rapid.IntRange(low, 50).Draw(t, "limit")
			text := fmt.Sprint(whole)
			if f.Places > 0 {
				text += "." + strings.Repeat("0", f.Places)
			}
			d := sop.MustDecimal(text)
			return &d
		}
		shape := rapid.IntRange(0, 3).Draw(t, "shape")
		if shape&1 != 0 {
			f.Accepted.Low = draw(-50)
		}
		if shape&2 != 0 {
			f.Accepted.High = draw(50)
		}
		if rapid.Bool().Draw(t, "possible") {
			low, high := sop.MustDecimal("-50"), sop.MustDecimal("50")
			f.Possible = sop.Range{Low: &low, High: &high}
		}
	}
	return f
}

func TestAnswersAreAlwaysAcceptedAndInLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyField(t)
		proc := &sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{{ID: "one", Number: 1, Fields: []sop.Field{f}}}}}}
		r, err := run.New(proc)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []run.Action{run.Begin{}, demo.Answer(f, rapid.IntRange(0, 999).Draw(t, "n"), end), run.Complete{}} {
			events, err := r.Do(a, "a.khan", end)
			if err != nil {
				t.Fatalf("%+v: %#v: %v", f, a, err)
			}
			if r, err = r.After(events...); err != nil {
				t.Fatal(err)
			}
		}
		if !r.Finished() || len(r.Deviations()) != 0 {
			t.Fatalf("%+v: the answer is outside its limits: %+v", f, r.Deviations())
		}
	})
}

func TestEveryShippedPageIsRunToItsEnd(t *testing.T) {
	rows, err := made(t).Completions(model.Query{})
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]bool{}
	for _, r := range rows {
		ran[r.SOP] = true
	}
	pages, err := procedures.All()
	if err != nil || len(pages) == 0 {
		t.Fatal(err)
	}
	for _, p := range pages {
		if proc, _ := page.Parse(p.Source); !ran[proc.Meta.ID] {
			t.Errorf("%s was not run", proc.Meta.ID)
		}
	}
}

// A trainee of the demo is on the way to a portfolio: there is one of each to be looked at.
func TestATraineeOfTheDemoHasSomethingToShow(t *testing.T) {
	s := made(t)
	staff, err := s.Staff()
	if err != nil {
		t.Fatal(err)
	}
	agreed, not, competent, by := 0, 0, 0, map[string]bool{}
	for _, m := range staff.Members {
		for _, c := range m.Competences {
			if m.ID != "l.green" || c.Scheme == 0 || c.Independence == "" || c.Run == "" || c.Comment == "" {
				t.Errorf("%s: %+v", m.ID, c)
			}
			by[c.By.ID] = true
			competent += map[bool]int{true: 1}[c.Outcome == "competent"]
			if c.Word != nil {
				agreed += map[bool]int{true: 1}[c.Word.Agrees]
				not += map[bool]int{true: 1}[!c.Word.Agrees]
			}
		}
	}
	if agreed == 0 || not == 0 || competent == 0 || len(by) != 2 {
		t.Errorf("%d agreed, %d not, %d competent, by %v", agreed, not, competent, by)
	}
	d, err := s.Department()
	if err != nil || len(d.Evidence) < 5 || len(d.Statements) != 1 || len(d.Schemes) < 40 {
		t.Fatalf("%d, %d, %d, %v", len(d.Evidence), len(d.Statements), len(d.Schemes), err)
	}
}

// TestATraineeIsWatchedUntilTheyAreFoundCompetent has few pages, so that each comes back: who was
// assessed in them for years would fill every list of people.
func TestATraineeIsWatchedUntilTheyAreFoundCompetent(t *testing.T) {
	few, err := fs.Sub(procedures.FS, "infection-control")
	if err != nil {
		t.Fatal(err)
	}
	cfg := config(t.TempDir())
	cfg.Pages, cfg.Completions = few, 200
	if _, err = demo.Make(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	s, err := station.Open(station.Config{Dir: cfg.Dir, Now: func() time.Time { return end }, App: "test", Machine: station.ReadMachine()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	staff, err := s.Staff()
	again, can := 0, map[string]bool{}
	for _, m := range staff.Members {
		for _, c := range m.Competences {
			if can[c.SOP] {
				t.Errorf("%s was watched again in %s, a year at most after they were found competent", m.ID, c.SOP)
			}
			if _, before := can[c.SOP]; before {
				again++
			}
			can[c.SOP] = c.Outcome == "competent"
		}
	}
	if err != nil || again == 0 || len(can) < 3 {
		t.Fatalf("watched in %d pages, %d times again, %v", len(can), again, err)
	}
}

// TestADemoIsPlausible holds the shares that somebody of a laboratory would believe: most
// runs go well, some do not, few end, and what was read fits together.
func TestADemoIsPlausible(t *testing.T) {
	s := made(t)
	rows, err := s.Completions(model.Query{})
	if err != nil || len(rows) == 0 {
		t.Fatal(err)
	}
	odd, ended := 0, 0
	for _, r := range rows {
		odd += map[bool]int{true: 1}[len(r.Exceptions) > 0]
		ended += map[bool]int{true: 1}[r.Outcome == run.OutcomeEnded]
		if day := r.At.Weekday(); day == time.Saturday || day == time.Sunday {
			t.Errorf("entry %d was signed on a %s", r.Entry, day)
		}
		if r.At.After(end) {
			t.Errorf("entry %d is of %s, and the demo ends at %s", r.Entry, r.At, end)
		}
		if r.SOP != "SOP-EQ-014" {
			continue
		}
		rec, err := s.Record(r.Entry)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range rec.Walked.Steps() {
			at := map[string]float64{}
			for _, v := range step.Values {
				at[v.Field], _ = strconv.ParseFloat(v.Text, 64)
			}
			if len(at) > 2 && at["highest"] > 0 && (at["lowest"] > at["now"] || at["now"] > at["highest"]) {
				t.Errorf("entry %d: lowest %v, now %v, highest %v", r.Entry, at["lowest"], at["now"], at["highest"])
			}
		}
	}
	if n := len(rows); odd < n/10 || odd > n/2 || ended == 0 && n > 100 || ended > n/8 {
		t.Errorf("of %d runs %d have exceptions and %d ended", n, odd, ended)
	}
}
