package procedures_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/procedures"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// all returns the pages and fails when there are none.
func all(t *testing.T) []procedures.Page {
	t.Helper()
	pages, err := procedures.All()
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) == 0 {
		t.Fatal("no page is embedded")
	}
	return pages
}

func TestEveryPageLintsCleanWithoutWarnings(t *testing.T) {
	for _, p := range all(t) {
		for _, f := range page.Lint(p.Source, page.Options{Standard: standard.ST0218()}) {
			t.Errorf("%s:%s", p.Path, f)
		}
	}
}

func TestEveryPageIsFormatted(t *testing.T) {
	for _, p := range all(t) {
		if out, err := page.Format(p.Source); err != nil || !bytes.Equal(out, p.Source) {
			t.Errorf("%s is not formatted (%v)", p.Path, err)
		}
	}
}

func TestEveryPageOfTheFolderIsEmbedded(t *testing.T) {
	files, err := filepath.Glob("*/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in the folder (%v)", err)
	}
	if got := len(all(t)); got != len(files) {
		t.Errorf("%d pages are embedded, the folder has %d", got, len(files))
	}
	if src, err := os.ReadFile("README.md"); err != nil || bytes.HasPrefix(src, []byte("---")) {
		t.Errorf("the README is no page: %v", err)
	}
}

// TestTheREADMEsTablesAreTrue lints a page made of the tags and fields that the
// README's tables show.
func TestTheREADMEsTablesAreTrue(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	hand, err := procedures.FS.ReadFile("infection-control/hand-hygiene.md")
	if err != nil {
		t.Fatal(err)
	}
	front, _, _ := strings.Cut(string(hand), "Use it")
	ors := []string{}
	steps, fields := []string{"1. Wet it. `#contact`\n"}, "1. Fill it in. `#fill`\n"
	before, often, _ := strings.Cut(string(readme), "| `schedule:` |")
	_, after, _ := strings.Cut(often, "\n\n") // its table is of schedules
	for line := range strings.SplitSeq(before+after, "\n") {
		code, ok := strings.CutPrefix(line, "| `")
		code, _, _ = strings.Cut(code, "`")
		or, isOr := strings.CutPrefix(code, "or ")
		switch name, _, isField := strings.Cut(code, ": "); {
		case !ok:
		case isOr:
			n := len(ors) + 2
			ors = append(ors, fmt.Sprintf("%d. Do. `#o%d`\n   - Value: `o%d: yes/no, expect yes, or %s`\n", n, n, n, or))
		case isField && name != "do" && name != "verify" && name != "hold" && name != "n/a":
			fields += "   - Value: `" + code + "`\n"
		default:
			n := len(steps) + 1
			steps = append(steps, fmt.Sprintf("%d. Do. `#s%d, %s`\n", n, n, code))
		}
	}
	if len(ors) < 5 {
		t.Fatalf("the README shows %d consequences", len(ors))
	}
	if len(steps) < 9 || strings.Count(fields, "\n") < 9 {
		t.Fatalf("the README shows %d tags and %q", len(steps), fields)
	}
	steps = append(steps, fmt.Sprintf("%d. Weigh it. `#weigh`\n", len(steps)+1))
	for _, body := range []string{strings.Join(steps, ""), fields, "1. Clean it. `#clean`\n" + strings.Join(ors, "")} {
		if _, findings := page.Parse([]byte(front + body)); len(findings) > 0 {
			t.Errorf("%s\n%v", body, findings)
		}
	}
}

// TestTheREADMEsSchedulesAreWrittenAsFmtWritesThem reads each schedule of the README's table,
// and what may end one.
func TestTheREADMEsSchedulesAreWrittenAsFmtWritesThem(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, often, _ := strings.Cut(string(readme), "| `schedule:` |")
	table, after, _ := strings.Cut(often, "\n\n")
	after, _, _ = strings.Cut(after, "\n## ")
	cadences := map[sop.Cadence]bool{}
	for line := range strings.SplitSeq(table, "\n") {
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		for text := range strings.SplitSeq(cell, ", ") {
			text = strings.Trim(text, "`")
			s, err := sop.ParseSchedule(text)
			if strings.HasPrefix(line, "| `") && (err != nil || s.String() != text) {
				t.Errorf("%q is written as %q (%v)", text, s, err)
			}
			cadences[s.Cadence] = err == nil
		}
	}
	if len(cadences) < 8 { // and that of no schedule
		t.Errorf("the README shows %v", cadences)
	}
	ends := 0
	for part := range strings.SplitSeq(after, "`") {
		if !strings.HasPrefix(part, "grace ") && !strings.HasPrefix(part, "each unit of") {
			continue
		}
		ends++
		text := "every 6 months " + part
		if s, err := sop.ParseSchedule(text); err != nil || s.String() != text {
			t.Errorf("%q is written as %q (%v)", text, s, err)
		}
	}
	if ends != 3 {
		t.Errorf("the README shows %d ends of a schedule", ends)
	}
}

// TestTheREADMEsPageForEachIsOne lints the sample of a section that is done once for each
// item.
func TestTheREADMEsPageForEachIsOne(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	hand, err := procedures.FS.ReadFile("infection-control/hand-hygiene.md")
	if err != nil {
		t.Fatal(err)
	}
	front, _, _ := strings.Cut(string(hand), "Use it")
	_, sample, found := strings.Cut(string(readme), "~~~markdown\nlists: ")
	sample, _, _ = strings.Cut(sample, "~~~")
	list, body, parted := strings.Cut(sample, "\n---\n")
	if !found || !parted || !strings.Contains(body, "`each: ") {
		t.Fatalf("the README shows no section for each item: %q", sample)
	}
	before, title, _ := strings.Cut(front, "\n---\n\n")
	src := before + "\nlists: " + list + "\n---\n\n" + title + body
	if p, findings := page.Parse([]byte(src)); len(findings) > 0 || p.Sections[0].Each == nil {
		t.Errorf("%s\n%v", src, findings)
	}
}

func TestIDsAndTitlesAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		for _, key := range []string{proc.Meta.ID, proc.Meta.Title} {
			if other, ok := seen[key]; ok {
				t.Errorf("%s and %s are both %q", p.Path, other, key)
			}
			seen[key] = p.Path
		}
	}
}

func TestEveryListedCodeIsShownByAStepOrAQuestion(t *testing.T) {
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		shown := map[sop.Code]bool{}
		for _, s := range proc.Sections {
			for _, st := range s.Steps {
				for _, c := range st.Codes {
					shown[c] = true
				}
			}
		}
		for _, q := range proc.Questions {
			for _, c := range q.Codes {
				shown[c] = true
			}
		}
		for _, c := range proc.Meta.Codes {
			if !shown[c] {
				t.Errorf("%s lists %s, but nothing on it shows it", p.Path, c)
			}
		}
	}
}

func TestPagesPromiseNoComplianceAndAskForNoIdentity(t *testing.T) {
	asked := 0
	for _, p := range all(t) {
		for _, word := range []string{"compliant", "complies"} {
			if strings.Contains(strings.ToLower(string(p.Source)), word) {
				t.Errorf("%s says %q", p.Path, word)
			}
		}
		proc, _ := page.Parse(p.Source)
		for _, s := range steps(proc) {
			for _, f := range s.Fields {
				asked++
				for _, word := range []string{"nhs number", "date of birth", "patient name", "patient's name"} {
					if strings.Contains(strings.ToLower(f.Label), word) {
						t.Errorf("%s asks for %q", p.Path, f.Label)
					}
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no page asks for anything")
	}
}

func TestFourPagesCanBeRunByOnePersonAtOnce(t *testing.T) {
	alone := 0
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		if proc.Meta.Status == sop.Ready && len(proc.Locals()) == 0 && !needsMore(proc) {
			alone++
		}
	}
	if alone < 4 {
		t.Errorf("%d pages need neither a local value, a timer, a second person nor a hold; want 4", alone)
	}
}

// needsMore reports whether a page has a timer, a second person or a hold.
func needsMore(p *sop.Procedure) bool {
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			if st.Wait != nil || st.Within != nil || st.Verify != "" || st.Hold != "" {
				return true
			}
		}
	}
	return false
}

// TestPagesShowTheWholeFormat keeps the shipped pages a source of examples:
// between them they use everything that the format has.
func TestPagesShowTheWholeFormat(t *testing.T) {
	used := map[string]bool{}
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		for _, s := range proc.Sections {
			used["section condition"] = used["section condition"] || s.If != nil
			for _, st := range s.Steps {
				useStep(used, st)
			}
		}
		for _, q := range proc.Questions {
			used["options"] = used["options"] || len(q.Options) > 0
			used["answer"] = used["answer"] || q.Answer != ""
		}
	}
	want := []string{
		"number", "text", "choice", "yes/no", "date", "time", "scan", "file",
		"two-sided", "at least", "at most", "possible", "optional", "expect", "after", "pattern", "repeat", "local",
		"and", "or", "=", "!=", "<", ">", "out of limits", "section condition",
		"WARNING", "CAUTION", "IMPORTANT", "NOTE", "TIP",
		"critical", "wait", "within", "verify", "hold", "n/a: ok", "any order", "options", "answer",
	}
	for _, what := range want {
		if !used[what] {
			t.Errorf("no page shows %q", what)
		}
	}
}

func useStep(used map[string]bool, st sop.Step) {
	use := func(what string, is bool) { used[what] = used[what] || is }
	use("critical", st.Critical)
	use("wait", st.Wait != nil)
	use("within", st.Within != nil)
	use("verify", st.Verify != "")
	use("hold", st.Hold != "")
	use("n/a: ok", st.NAOk)
	use("any order", st.AnyOrder)
	for _, a := range st.Alerts {
		use(string(a.Kind), true)
	}
	if st.If != nil {
		for _, term := range st.If.Terms {
			use(string(st.If.Join), len(st.If.Terms) > 1)
			use(string(term.Op), true)
		}
	}
	for _, f := range st.Fields {
		low, high := f.Accepted.Low != nil, f.Accepted.High != nil
		use(string(f.Type), true)
		use("two-sided", low && high)
		use("at least", low && !high)
		use("at most", high && !low)
		use("possible", !f.Possible.Open())
		use("optional", f.Optional)
		use("expect", len(f.Expect) > 0)
		use("after", f.Days.Test != "")
		use("pattern", f.Pattern != "")
		use("repeat", f.Repeat > 1)
		use("local", f.Local != "")
	}
}
