package page_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"soprun/sop/page"
	"soprun/sop/standard"
)

// findings lints a small page that has one error and two warnings, one of them
// after a letter of two bytes.
func findings(t *testing.T) page.Report {
	t.Helper()
	src := []byte(bench + "1. Öffne it, then check the seal. `#open, critcal`\n2. Go on. `#go, critical, wait 3 min`\n")
	return page.Report{File: "group a/page.md", Findings: page.Lint(src, page.Options{Standard: standard.ST0218()}), Source: src}
}

func TestReportsAsTextAndJSON(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer, page.Report) error{
		"text": func(b *bytes.Buffer, r page.Report) error { return page.WriteText(b, r) },
		"json": func(b *bytes.Buffer, r page.Report) error { return page.WriteJSON(b, r) },
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := write(&b, findings(t)); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

func TestSARIFCountsCharactersAndListsEveryRule(t *testing.T) {
	r := findings(t)
	var b bytes.Buffer
	if err := page.WriteSARIF(&b, r); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			ColumnKind string
			Tool       struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || len(run.Tool.Driver.Rules) != len(page.Codes()) || len(run.Results) != len(r.Findings) {
		t.Fatalf("version %s, %d rules, %d results", log.Version, len(run.Tool.Driver.Rules), len(run.Results))
	}
	if !strings.Contains(log.Schema, "sarif-2.1.0") || run.ColumnKind != "unicodeCodePoints" {
		t.Errorf("schema %q, columns in %q", log.Schema, run.ColumnKind)
	}
	for i, res := range run.Results {
		place := res.Locations[0].PhysicalLocation
		if run.Tool.Driver.Rules[res.RuleIndex].ID != res.RuleID {
			t.Errorf("result %d points at the wrong rule", i)
		}
		if place.ArtifactLocation.URI != "group%20a/page.md" {
			t.Errorf("address is %q", place.ArtifactLocation.URI)
		}
		want := r.Findings[i].Column
		if line := strings.Split(string(r.Source), "\n")[place.Region.StartLine-1]; strings.HasPrefix(line, "1. Ö") {
			want--
		}
		if place.Region.StartColumn != want {
			t.Errorf("%s: column %d, want %d characters", res.RuleID, place.Region.StartColumn, want)
		}
	}
}

func TestAReportWithoutFindingsIsEmptyButWellFormed(t *testing.T) {
	var text, list bytes.Buffer
	if err := page.WriteText(&text, page.Report{File: "a.md"}); err != nil || text.Len() > 0 {
		t.Errorf("text %q, %v", text.String(), err)
	}
	if err := page.WriteJSON(&list, page.Report{File: "a.md"}); err != nil || strings.TrimSpace(list.String()) != "[]" {
		t.Errorf("json %q, %v", list.String(), err)
	}
}

type fullDisk struct{}

var errFull = errors.New("disk full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestAReportThatCannotBeWrittenIsAnError(t *testing.T) {
	r := findings(t)
	for name, err := range map[string]error{
		"text": page.WriteText(fullDisk{}, r), "json": page.WriteJSON(fullDisk{}, r), "sarif": page.WriteSARIF(fullDisk{}, r),
	} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestExplanationsShowWrongAndRight(t *testing.T) {
	text, ok := page.Explain("E005")
	if !ok {
		t.Fatal("E005 is not explained")
	}
	golden.RequireEqual(t, []byte(text))
}
