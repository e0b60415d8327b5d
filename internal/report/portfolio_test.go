package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

var (
	green = model.Person{ID: "l.green", Name: "L. Green", Roles: []sop.Role{sop.Trainee}}
	rossi = model.Person{ID: "m.rossi", Name: "M. Rossi", Roles: []sop.Role{sop.Supervisor}}
)

// folder is a log of what a trainee has shown, in memory.
type folder struct {
	desk
	full []model.Record // the oldest first
	dep  model.Department
	part bool
	t    *testing.T
}

func (f *folder) Here() model.Station {
	s := f.desk.Here()
	s.Part = f.part
	return s
}

func (f *folder) Department() (model.Department, error) { return f.dep, f.err }

func (f *folder) Record(entry int64) (model.Record, error) {
	for _, rec := range f.full {
		if rec.Entry == entry {
			return rec, f.err
		}
	}
	return model.Record{}, fmt.Errorf("entry %d is no completion", entry)
}

// emptyFolder is that of a trainee who has shown nothing.
func emptyFolder(t *testing.T) *folder {
	return &folder{t: t, desk: desk{staff: model.Staff{Members: []model.Member{{Person: green}, {Person: bell}}}}}
}

// ran adds a run of a page with two steps, S7 in line 18 and S26 in line 19, on a day of March.
func (f *folder) ran(entry int64, id string, day int, watchers ...string) *model.Record {
	f.t.Helper()
	return f.ranFrom(entry, id, day, green.ID, watchers...)
}

// ranFrom is ran of a run whose first step somebody did, from whom it was taken over then.
func (f *folder) ranFrom(entry int64, id string, day int, first string, watchers ...string) *model.Record {
	f.t.Helper()
	p, findings := page.Parse([]byte("---\nid: " + id + "\ntitle: Wash " + id + "\nversion: 1.0\nstatus: ready\nowner: Lead\nreview-every: 12 months\n" +
		"standard: ST0218 v1.1\ncodes: [S7, S26]\nmode: read-do\nsign: performer\n---\n\n# Wash " + id + "\n\nWhy it is done.\n\n1. Take it. `#take, S7`\n2. Wash it. `#wash, S26`\n"))
	if page.HasErrors(findings) {
		f.t.Fatal(findings)
	}
	at := march.AddDate(0, 0, day-1).Add(9 * time.Hour)
	r, err := run.New(p)
	if err != nil {
		f.t.Fatal(err)
	}
	acts := []run.Action{run.Begin{}}
	for _, w := range watchers {
		acts = append(acts, run.Observe{Assessor: w, Said: "I take the right one, or it is spoilt " + fmt.Sprint(entry)})
	}
	acts = append(acts, run.Confirm{})
	if first != green.ID {
		acts = append(acts, run.TakeOver{As: sop.BySupervisor, Reason: "was called away"})
	}
	by := first
	for _, a := range append(acts, run.Confirm{}) {
		at = at.Add(time.Minute)
		if _, taken := a.(run.TakeOver); taken {
			by = green.ID
		}
		events, err := r.Do(a, by, at)
		if err == nil {
			r, err = r.After(events...)
		}
		if err != nil {
			f.t.Fatal(err)
		}
	}
	rec := model.Record{Procedure: p, Walked: r, Completion: model.Completion{
		Entry: entry, At: at, Person: green, SOP: id, Title: p.Meta.Title, Version: "1.0", Run: fmt.Sprintf("r-%d", entry), Outcome: run.OutcomeComplete,
	}}
	f.full = append(f.full, rec)
	f.records = append(f.records, model.Traced{Completion: rec.Completion})
	return &f.full[len(f.full)-1]
}

// found adds what somebody found who watched the run, in the entry after it.
func (f *folder) found(rec *model.Record, by model.Person, independence string, word *model.Word) *model.Competence {
	c := model.Competence{
		Entry: rec.Entry + 1, At: rec.At, By: by, SOP: rec.SOP, Version: "1.0", Outcome: "not yet", Method: "observed", Run: rec.Run, Independence: independence,
		Comment: fmt.Sprintf("calm, seen as %d", rec.Entry), Next: fmt.Sprintf("once more after %d", rec.Entry), Scheme: 5, Word: word,
	}
	rec.Assessments = append(rec.Assessments, model.Assessed{Person: green, Competence: c})
	f.staff.Members[0].Competences = append(f.staff.Members[0].Competences, c)
	return &rec.Assessments[len(rec.Assessments)-1].Competence
}

func agreed(entry int64) *model.Word { return &model.Word{Entry: entry, At: now, Agrees: true} }

func (f *folder) portfolio() report.Report {
	f.t.Helper()
	r, err := report.ComposePortfolio(f.t.Context(), report.Source{Sources: present.Sources{Reader: f, Station: f, Charts: f, Roll: f}, Now: now}, green.ID)
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

// read is a portfolio in both its formats, without spaces and capitals: headings on paper
// are all capitals.
func read(t *testing.T, r report.Report) map[string]string {
	t.Helper()
	all := texts(t, write(t, r))
	for format, text := range all {
		all[format] = strings.ToLower(text)
	}
	return all
}

func says(t *testing.T, all map[string]string, words ...string) {
	t.Helper()
	for format, text := range all {
		for _, w := range words {
			if !strings.Contains(text, strings.ToLower(plain(w))) {
				t.Errorf("the %s does not say %q", format, w)
			}
		}
	}
}

func saysNot(t *testing.T, all map[string]string, words ...string) {
	t.Helper()
	for format, text := range all {
		for _, w := range words {
			if strings.Contains(text, strings.ToLower(plain(w))) {
				t.Errorf("the %s says %q", format, w)
			}
		}
	}
}

// filled is a folder with one of each.
func filled(t *testing.T) *folder {
	f := emptyFolder(t)
	rec := f.ran(100, "SOP-A-001", 2, bell.ID)
	rec.Countersigned = []model.Hand{{Entry: 109, By: bell}}
	f.found(rec, bell, "alone", agreed(102))
	f.found(f.ran(110, "SOP-B-001", 3, rossi.ID), rossi, "helped", &model.Word{Entry: 112, At: now, Comment: "I had seen it before"})
	f.found(f.ran(120, "SOP-B-001", 4, rossi.ID), rossi, "alone", agreed(122)).Disputed = true
	amended := f.ran(130, "SOP-B-001", 5, bell.ID)
	amended.Amended = []model.Hand{{Entry: 133, By: green}}
	f.found(amended, bell, "alone", nil)
	f.ran(140, "SOP-B-001", 6)
	f.ran(150, "SOP-C-001", 7)
	f.staff.Members[0].Observed = []model.Observed{{SOP: "SOP-A-001", Version: "1.0", Runs: 1, Assessors: 1}}
	f.dep = model.Department{
		Evidence: []model.Evidence{
			{Entry: 160, Person: green, Code: "K27", Method: "question", Asked: "why is a cracked tube not spun?", Said: "it breaks and spills", Day: "2026-03-10", By: bell, At: now},
			{Entry: 161, Person: green, Code: "K7", Method: "question", Asked: "where is the stock list?", Said: "in the store room", Day: "2026-03-10", By: bell, At: now},
			{Entry: 162, Person: green, Code: "B1", Method: "employer", Asked: "how are people met?", Said: "by their name", Day: "2026-03-11", By: rossi, At: now, Disputed: true},
			{Entry: 163, Person: khan, Code: "K1", Method: "question", Asked: "of somebody else", Said: "not theirs at all", Day: "2026-03-11", By: rossi, At: now},
		},
		Schemes: []model.SchemeInForce{
			{SOP: "SOP-A-001", Entry: 5, By: bell, Scheme: model.Scheme{Observations: 3, Assessors: 2, Methods: []string{"observed"}, Months: 24, LeastPieces: 6, MostPieces: 9}},
			{SOP: "SOP-C-001", Entry: 9, By: bell, Scheme: model.Scheme{Observations: 1, Assessors: 1, Methods: []string{"observed"}, LeastPieces: 1, MostPieces: 1}},
		},
		Statements: []model.Statement{{Entry: 170, Person: green, First: "2026-03-01", Last: "2026-03-31", Comment: "seen with them", By: rossi, At: now}},
	}
	return f
}

func TestAPortfolioSaysEachFactOfTheLog(t *testing.T) {
	all := read(t, filled(t).portfolio())
	says(t, all,
		"Portfolio of L. Green (l.green)", "Person L. Green (l.green)", "Employer St Mary, Bench 2", "ST0218 v1.1, Healthcare Science Assistant, level 2",
		"1 Mar 2026 to 31 Mar 2026, by the statement in entry 170", "entry 5 for SOP-A-001: 3 runs without help by 2 assessors, for 24 months; methods observed; set by J. Bell",
		"4; 6 to 9 are asked for", "The evidence of L. Green (l.green) from 1 Mar 2026 to 31 Mar 2026 is their own work. Signed by M. Rossi (m.rossi)", "Seen with them.",
		// pieces
		"Piece 1: Wash SOP-A-001", "What Wash SOP-A-001, SOP-A-001 v1.0", "Days 2 Mar 2026", "done in 1 run, of which 1 was observed", "Scheme observed 1 of 3 without help in v1.0, by 1 of 2 assessors", "they were not assessed in the version that is in force",
		"observed; steps 1 (S7), 2 (S26)", "alone, without help", "J. Bell (j.bell), watched as supervisor, and countersigned it in entry 109", "I take the right one, or it is spoilt 100.", "Calm, seen as 100.", "Once more after 100.", "they agree, entry 102",
		"entries/00000100.json, entries/00000101.json, entries/00000102.json",
		"Piece 2: Wash SOP-B-001", "Days 3 Mar 2026 to 6 Mar 2026", "done in 4 runs, of which 3 were observed", "with help: helped", "NOT AGREED, entry 112: I had seen it before.",
		"M. Rossi (m.rossi), watched as supervisor, and had no hand in the run", "not yet in SOP-B-001 v1.0, 4 Mar 2026, 09:04, entry 121. "+present.Disputed, "nothing yet: it waits for their word", "AMENDED in entry 133",
		"Done too, and not observed", "entry 140, 6 Mar 2026",
		"Piece 3: Questions, J. Bell, 10 Mar 2026", "Why is a cracked tube not spun?", "It breaks and spills.", "Where is the stock list?", "entries/00000160.json",
		"Piece 4: What the employer saw, M. Rossi, 11 Mar 2026", "By their name.", "verified by the employer",
		// grid
		"S7 Adhere to stock and equipment control policies. Done in 6 runs, 2 Mar 2026 to 7 Mar 2026; 1 AMENDED; observed in 4, 1 without help, last on 5 Mar 2026 by J. Bell; 1 assessment DISPUTED; 1 NOT AGREED; 1 waiting for their word yes 1, 2",
		"K27 How to handle hazardous materials and substances. Questioned on 10 Mar 2026 by J. Bell yes 3", "B1 Treat people with dignity. Verified by the employer on 11 Mar 2026 by M. Rossi, DISPUTED GAP 4",
		"K1 The legislation, standard operating procedures, codes of conduct and ways of working that apply to own role. Not questioned GAP",
		// mapping
		"S26 1: Wash SOP-A-001 100 2 (#wash) 19 SOP-A-001 v1.0", "S26 2: Wash SOP-B-001 and in 3 more runs of it 130 2 (#wash) 19", "K7 3: Questions, J. Bell, 10 Mar 2026 161",
		// not counted
		"Practice: it is kept apart from the log, is no record, and nothing of it is here", "Self-assessment: what L. Green says", "Reflections: the log holds none", "SOP-C-001 v1.0, entry 150, 7 Mar 2026",
		"sha256sum -c MANIFEST", "ssh-keygen -Y verify -f allowed_signers -I l.green -n soprun-export@v1 -s MANIFEST.sig < MANIFEST", "python3 verify.py")
	saysNot(t, all, "of somebody else", "not theirs at all", "entry 9 for")
}

// What is missing is read first, and of what is missing nothing is left out.
func TestAPortfolioSaysItsGapsBeforeAnythingThatIsThere(t *testing.T) {
	r := filled(t).portfolio()
	all := read(t, r)
	says(t, all, "there are 4 of at least 6", "1 assessment waits for it", "Skills never done (33)", "Knowledge that nobody asked about (33)", "Behaviours that no employer verified (5)", "Shown by nothing but what is DISPUTED (1)")
	for format, text := range all {
		last := -1
		for _, heading := range []string{"Seenwiththem.", "Skillsneverdone", "Knowledgethatnobody", "Gridof", "Mappingannex", "Days2Mar2026", "Notcounted", "Howtocheck"} {
			at := strings.Index(text, strings.ToLower(heading))
			if at <= last {
				t.Errorf("in the %s %q stands at %d, after %d", format, heading, at, last)
			}
			last = at
		}
	}
	if s := r.Shared(); s.Gaps != 72 || s.Pieces != 4 || s.Runs != 6 || s.Since != "2026-03-01" || s.Until != "2026-03-31" {
		t.Errorf("shared %+v", s)
	}
}

func TestAPortfolioOfNothingIsOnlyGaps(t *testing.T) {
	f := emptyFolder(t)
	r := f.portfolio()
	all := read(t, r)
	says(t, all, "THERE IS NO STATEMENT YET that the evidence is L. Green's own work", "nobody stated yet", "0; 10 to 18 are asked for", "there are 0 of at least 10", "76 of 76 codes",
		"Skills never done (35)", "Knowledge that nobody asked about (35)", "Behaviours that no employer verified (6)", "There is no bundle: L. Green has signed no run")
	saysNot(t, all, "Grid of", "Mapping annex", "Piece 1", "sha256sum")
}

func TestOnlyARunWithoutHelpThatBothSignedClosesAGap(t *testing.T) {
	for name, c := range map[string]struct {
		help string
		word *model.Word
		by   func(*model.Record, *model.Competence)
		gaps int
	}{
		"alone, and agreed":     {"alone", agreed(9), nil, 74},
		"could teach it":        {"teaches", agreed(9), nil, 74},
		"alone, and not agreed": {"alone", &model.Word{Entry: 9}, nil, 74},
		"prompted":              {"prompted", agreed(9), nil, 76},
		"no word yet":           {"alone", nil, nil, 76},
		"nobody said":           {"", agreed(9), nil, 76},
		"disputed run":          {"alone", agreed(9), func(r *model.Record, _ *model.Competence) { r.Disputed = true }, 76},
		"disputed finding":      {"alone", agreed(9), func(_ *model.Record, c *model.Competence) { c.Disputed = true }, 76},
		"disputed word":         {"alone", &model.Word{Entry: 9, Agrees: true, Disputed: true}, nil, 76},
	} {
		f := emptyFolder(t)
		rec := f.ran(100, "SOP-A-001", 2, bell.ID)
		found := f.found(rec, bell, c.help, c.word)
		if c.by != nil {
			c.by(rec, found)
		}
		if got := f.portfolio().Shared().Gaps; got != c.gaps {
			t.Errorf("%s: %d gaps, want %d", name, got, c.gaps)
		}
	}
}

func TestWhatWasDoneBeforeARunWasTakenOverShowsNothingOfWhoSignedIt(t *testing.T) {
	f := emptyFolder(t)
	f.found(f.ranFrom(100, "SOP-A-001", 2, khan.ID, bell.ID), bell, "helped", agreed(102))
	all := read(t, f.portfolio())
	says(t, all, "2 (S26)", "Skills never done (34)")
	saysNot(t, all, "1 (S7)")
}

func TestManyRunsOfAPageAreOnePieceWithACount(t *testing.T) {
	f := emptyFolder(t)
	long := strings.Repeat("worked in the order of the page and read every value aloud ", 40)
	for i := range 60 {
		rec := f.ran(int64(1000+10*i), "SOP-A-001", 1+i%28, bell.ID)
		f.found(rec, bell, "alone", agreed(int64(1002+10*i))).Comment = long + fmt.Sprint("end of ", i)
	}
	f.full[3].Amended = []model.Hand{{Entry: 1039, By: green}}
	r := f.portfolio()
	all := read(t, r)
	says(t, all, "done in 60 runs, of which 60 were observed", "end of 59.", "end of 57.", "end of 3.", "Observed too", "alone, without help, by J. Bell, entry 1011; they agree, entry 1012.", "and in 59 more runs of it", "Entry 1010")
	saysNot(t, all, "end of 10.", "Piece 2")
	for i := range 60 {
		says(t, all, fmt.Sprintf("ntry %d, ", 1000+10*i))
	}
	if s := r.Shared(); s.Pieces != 1 || s.Gaps != 74 {
		t.Errorf("%+v", s)
	}
}

// Where there are more pieces than the scheme asks for, each code still has one.
func TestAPortfolioHasNoMorePiecesThanAreAskedFor(t *testing.T) {
	f := emptyFolder(t)
	for i, id := range []string{"SOP-A-001", "SOP-B-001", "SOP-C-001"} {
		f.found(f.ran(int64(100+10*i), id, 2+i, bell.ID), bell, "alone", agreed(int64(102+10*i)))
	}
	f.dep.Evidence = []model.Evidence{{Entry: 160, Person: green, Code: "K27", Method: "discussion", Asked: "why is it not spun?", Said: "it breaks and spills", Day: "2026-03-10", By: bell, At: now}}
	f.dep.Schemes = []model.SchemeInForce{{SOP: "SOP-A-001", Entry: 5, By: bell, Scheme: model.Scheme{Observations: 1, Assessors: 1, LeastPieces: 1, MostPieces: 2}}}
	all := read(t, f.portfolio())
	says(t, all, "Piece 1: Wash SOP-A-001", "Piece 2: Discussion, J. Bell, 10 Mar 2026", "Pieces beyond the 2 that are asked for", "Wash SOP-B-001: entry 110, 3 Mar 2026, assessed in entry 111: they agree, entry 112", "Wash SOP-C-001: entry 120, 4 Mar 2026")
	saysNot(t, all, "Piece 3", "In no piece")
	f.full[0].Assessments[0].Word = nil // of the first: it shows them less well than the second
	says(t, read(t, f.portfolio()), "Piece 1: Wash SOP-B-001", "Wash SOP-A-001: entry 100, 2 Mar 2026")
	f.full[0].Assessments[0].Word = agreed(102)
	f.full[1].Assessments[0].Word = &model.Word{Entry: 112, At: now, Comment: "I was asked"}
	f.full[1].Assessments[0].Disputed = true
	says(t, read(t, f.portfolio()), "Wash SOP-B-001: entry 110, 3 Mar 2026, assessed in entry 111 (DISPUTED): NOT AGREED, entry 112: I was asked")
	f.dep.Schemes[0].MostPieces = 1
	says(t, read(t, f.portfolio()), "In no piece K27: the scheme asks for no more pieces")
}

func TestAPortfolioIsOfTheDaysOfItsStatement(t *testing.T) {
	f := filled(t)
	f.dep.Statements = append(f.dep.Statements,
		model.Statement{Entry: 171, Person: green, First: "2026-03-05", Last: "2026-03-10", By: bell, At: now},
		model.Statement{Entry: 172, Person: green, First: "2026-03-20", Last: "2026-03-31", By: bell, At: now, Disputed: true},
		model.Statement{Entry: 173, Person: khan, First: "2026-03-20", Last: "2026-03-31", By: bell, At: now})
	all := read(t, f.portfolio())
	says(t, all, "5 Mar 2026 to 10 Mar 2026, by the statement in entry 171", "Besides: The evidence of L. Green (l.green) from 1 Mar 2026 to 31 Mar 2026", "from 20 Mar 2026 to 31 Mar 2026 is their own work. Signed by J. Bell (j.bell)",
		"Outside the days of the statement, and not in the bundle", "the run of SOP-A-001 in entry 100", "evidence of B1 in entry 162",
		"Assessments of no run in this portfolio", "entry 101", "(not in the bundle)")
	saysNot(t, all, "A. Khan", "I take the right one, or it is spoilt 100")
}

func TestNoPortfolioIsOfNobodyOrOfAPartOfALog(t *testing.T) {
	f := filled(t)
	src := report.Source{Sources: present.Sources{Reader: f, Station: f, Charts: f, Roll: f}, Now: now}
	if _, err := report.ComposePortfolio(t.Context(), src, "l.grene"); err == nil || !strings.Contains(err.Error(), `nobody is called "l.grene" here`) {
		t.Errorf("nobody: %v", err)
	}
	f.part = true
	if _, err := report.ComposePortfolio(t.Context(), src, green.ID); err == nil || !strings.Contains(err.Error(), "a part of a log") {
		t.Errorf("a part: %v", err)
	}
	f.part, f.err = false, fmt.Errorf("the disk is gone")
	if _, err := report.ComposePortfolio(t.Context(), src, green.ID); err == nil || !strings.Contains(err.Error(), "the disk is gone") {
		t.Errorf("unreadable: %v", err)
	}
}
