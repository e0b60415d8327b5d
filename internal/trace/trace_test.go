package trace_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/trace"
)

var (
	inNovember = time.Date(2026, 11, 28, 9, 41, 0, 0, time.UTC)
	inFebruary = time.Date(2026, 2, 2, 9, 41, 0, 0, time.UTC)
)

// named knows what the department has.
func named(word string) string {
	return map[string]string{"f-11": "asset", "f-12": "asset", "t-07": "asset", "l.green": "person"}[strings.ToLower(word)]
}

func read(q trace.Query) string {
	var out []string
	for _, t := range q.Terms {
		out = append(out, t.Read(named))
	}
	return strings.Join(out, "; ")
}

func TestAQueryIsReadAsItIsWritten(t *testing.T) {
	for typed, want := range map[string]string{
		"fr001":                          "the word fr001",
		"march":                          "1 to 31 Mar 2026",
		"to review fridge":               "to review; the word fridge",
		`"to review"`:                    "the text to review",
		"now > 8":                        "now above 8",
		"now>=8.50 high<= 8":             "now at least 8.50; high at most 8",
		"freezer > -18":                  "freezer above -18",
		"freezer<= -18.5 -kim":           "freezer at most -18.5; not the word kim",
		"freezer>=-20 low <−25":          "freezer at least -20; low below -25",
		"now > 8 -16":                    "now above 8; not the word 16",
		"now>8.0°C":                      "now above 8.0 °C",
		"now > 8 °C kim":                 "now above 8 °C; the word kim",
		"weight <= 2 kg march":           "weight at most 2 kg; 1 to 31 Mar 2026",
		"now > 8 kim":                    "now above 8; the word kim",
		"now > 8 -c":                     "now above 8; not the word c",
		"now > 8x":                       "the word now; the word 8x",
		"flow < 5 l/min":                 "flow below 5 l/min",
		"19/03/2026":                     "19 Mar 2026",
		"9/3/2026":                       "9 Mar 2026",
		"31/2/2026":                      "the word 31/2/2026",
		"last week":                      "16 to 22 Nov 2026",
		"this week":                      "23 to 28 Nov 2026",
		"last month":                     "1 to 31 Oct 2026",
		"this month kim":                 "1 to 28 Nov 2026; the word kim",
		"last year":                      "1 Jan to 31 Dec 2025",
		"this year":                      "1 Jan to 28 Nov 2026",
		"in 2025":                        "1 Jan to 31 Dec 2025",
		"in march":                       "1 to 31 Mar 2026",
		"on 19 mar":                      "19 Mar 2026",
		"in fridge":                      "the word in; the word fridge",
		"2025":                           "the word 2025",
		"last one":                       "the word last; the word one",
		"now = -kim":                     "the word now; not the word kim",
		"now -18":                        "the word now; not the word 18",
		`now > -"18"`:                    "the word now; not the text 18",
		"f-11|f-12 -ended since 1 oct":   "f-11, asset or f-12, asset; not ended early; from 1 Oct 2026",
		"by:a.khan cs:j.bell":            "performed by a.khan; countersigned by j.bell",
		"l.green 2026-03":                "l.green, person; 1 to 31 Mar 2026",
		"f-12 t-07 march":                "f-12, asset; t-07, asset; 1 to 31 Mar 2026",
		"19 mar":                         "19 Mar 2026",
		"19 mar 2025":                    "19 Mar 2025",
		"31 dec":                         "31 Dec 2025",
		"december":                       "1 to 31 Dec 2025",
		"last 7 days":                    "22 to 28 Nov 2026",
		"last 2 months":                  "29 Sep to 28 Nov 2026",
		"last 1 year":                    "29 Nov 2025 to 28 Nov 2026",
		"today":                          "28 Nov 2026",
		"yesterday":                      "27 Nov 2026",
		"2026-03-19":                     "19 Mar 2026",
		"since:2026-03 until:2026-04-10": "from 1 Mar 2026; up to 10 Apr 2026",
		"until 10 apr":                   "up to 10 Apr 2026",
		"since monday":                   "the word since; the word monday",
		"out of limits":                  "out of limits",
		"out of -limits":                 "the word out; the word of; not the word limits",
		"-above":                         "not above the limits",
		"disputed -kim":                  "disputed; not the word kim",
		"complete except for":            "complete except for",
		"deviation march":                "with exceptions; 1 to 31 Mar 2026",
		"exception":                      "with exceptions",
		"30 feb":                         "the word 30; 1 to 28 Feb 2026",
		"now > eight":                    "the word now; the word eight",
		"- > | \" \"":                    "",
		"by:":                            "the word by:",
		"12:30":                          "the word 12:30",
		`"not closed`:                    "the text not closed",
		"lot:4417 step:weigh code:s26":   "of the lot 4417; at the step weigh; shows the code s26",
		"":                               "",
	} {
		if got := read(trace.Parse(typed, inNovember)); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	if got := read(trace.Parse("march", inFebruary)); got != "1 to 31 Mar 2025" {
		t.Errorf("in February, march is read as %q", got)
	}
}

func TestMoreTermsThanThereIsRoomForAreLeftAndSaid(t *testing.T) {
	q := trace.Parse(strings.Repeat("a ", trace.MostTerms)+"b c", inNovember)
	if len(q.Terms) != trace.MostTerms || strings.Join(q.Left, " ") != "b c" {
		t.Errorf("%d terms, left %q", len(q.Terms), q.Left)
	}
}

// A word finds a token that it begins, whatever case, accents and hyphens they have.
func TestAWordFindsTheTokensThatItBegins(t *testing.T) {
	for _, c := range []struct {
		typed, text string
		want        bool
	}{
		{"fr001", "FR-001", true},
		{"fr001", "fr 001", true},
		{"fr-001", "FR001", true},
		{"001", "FR-001", true},
		{"r001", "FR-001", false},
		{"fridge", "Look at the Fridge, daily", true},
		{"ridge", "fridge", false},
		{"muller", "Müller", true},
		{"4.1", "4.1", true},
		{"41", "4.1", false},
		{"khan", "a.khan", true},
		{"a.khan", "a.khan", true},
		{"therapid", "the rapid one", false},
		{"123", "1 2 3", false},
		{"ab12", "ab-1-2", true},
		{"8.0", "2.0 to 8.0", true},
	} {
		q := trace.Parse(c.typed, inNovember)
		if len(q.Terms) != 1 || q.Terms[0].Kind != trace.Word {
			t.Fatalf("%q is read as %+v", c.typed, q)
		}
		if got := strings.Contains(trace.Fold(c.text), " "+q.Terms[0].Words[0]); got != c.want {
			t.Errorf("%q in %q, which is %q: %v", c.typed, c.text, trace.Fold(c.text), got)
		}
	}
	if got := trace.Plain("Was to-review,  then fr 001"); got != " was toreview then fr001 " {
		t.Errorf("it is %q", got)
	}
}

// Nothing that is typed fails, and what is read is always said.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"f-12 t-07 march", `-"x y" now>=8 by:a.khan`, "last 7 days -to review", "\"", "-", "a|b|", "\x00\xff>1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		q := trace.Parse(typed, inNovember)
		if len(q.Terms) > trace.MostTerms {
			t.Fatalf("%d terms", len(q.Terms))
		}
		for _, term := range q.Terms {
			if term.Read(named) == "" || term.Kind == 0 {
				t.Errorf("%q: %+v is not said", typed, term)
			}
			for _, word := range term.Words {
				if strings.TrimSpace(word) == "" {
					t.Errorf("%q: %+v looks for nothing", typed, term)
				}
			}
			if term.Kind == trace.Date && term.Since.IsZero() && term.Until.IsZero() {
				t.Errorf("%q: %+v has no bound", typed, term)
			}
		}
	})
}

func TestTheLastPartIsDroppedAsItWasRead(t *testing.T) {
	for typed, want := range map[string]string{
		"f-12 t-07 march":              "f-12 t-07",
		"f-12 last 7 days":             "f-12",
		"f-12 now > 8":                 "f-12",
		`f-12 -"not closed" to review`: `f-12 -"not closed"`,
		`f-12 -"not closed"`:           "f-12",
		"f-12 ":                        "",
		"":                             "",
		strings.Repeat("a ", 17) + "b": strings.TrimSpace(strings.Repeat("a ", 17)),
	} {
		if got := trace.Shorter(typed, inNovember); got != want {
			t.Errorf("without its last part %q is %q, want %q", typed, got, want)
		}
	}
}

func TestWordsThatMayBeNamesAreThoseThatAreSought(t *testing.T) {
	q := trace.Parse(`f-11|f-12 -t-07 by:a.khan step:weigh code:s26 "SP 1" march now > 8`, inNovember)
	if got, want := q.Names(), []string{"f-11", "f-12", "a.khan", "SP 1"}; !slices.Equal(got, want) {
		t.Errorf("%q may be names, want %q", got, want)
	}
}
