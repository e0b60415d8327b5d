package standard_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/standard"
)

func TestEveryStatementIsThereInOrder(t *testing.T) {
	s := standard.ST0218()
	count := map[byte]int{}
	form := regexp.MustCompile(`^[KSB][1-9][0-9]?$`)
	for _, st := range s.Statements {
		if !form.MatchString(string(st.Code)) {
			t.Errorf("code %q is malformed", st.Code)
		}
		count[st.Code[0]]++
		if n := regexp.MustCompile(`\d+`).FindString(string(st.Code)); n != strconv.Itoa(count[st.Code[0]]) {
			t.Errorf("code %q stands at place %d of its letter", st.Code, count[st.Code[0]])
		}
		if !strings.HasSuffix(st.Text, ".") || st.Text != strings.TrimSpace(st.Text) || strings.Contains(st.Text, "Back to") {
			t.Errorf("%s has residue: %q", st.Code, st.Text)
		}
	}
	if count['K'] != 35 || count['S'] != 35 || count['B'] != 6 || len(s.Statements) != 76 {
		t.Errorf("counts are %v, want 35 K, 35 S, 6 B", count)
	}
}

func TestTheWordsAreThePublishedOnes(t *testing.T) {
	s := standard.ST0218()
	for code, want := range map[sop.Code]string{
		"K1":  "The legislation, standard operating procedures, codes of conduct and ways of working that apply to own role.",
		"K23": "The meaning and implications of ‘risk’ and ‘risk assessment’.",
		"K31": "The regulatory framework that innovation or research is conducted, including research ethics and the implications for own role.",
		"K35": "How to prepare for and develop an action plan as part of performance review.",
		"S7":  "Adhere to stock and equipment control policies.",
		"S27": "Follow guidelines and procedures for handling hazardous materials and substances.",
		"S35": "Reply constructively to the outcome of feedback, performance review or appraisal.",
		"B1":  "Treat people with dignity.",
		"B6":  "Committed to working to the standards of good practice for the Healthcare science professions.",
	} {
		if got, ok := s.Text(code); !ok || got != want {
			t.Errorf("%s reads %q, want %q", code, got, want)
		}
	}
	if s.Name() != "ST0218 v1.1" || s.Updated != "2024-02-14" || s.Level != 2 {
		t.Errorf("heading is %s, %s, level %d", s.Name(), s.Updated, s.Level)
	}
	if got := s.Duties[9].Text; got != "Maintain and develop own competence." {
		t.Errorf("duty 10 reads %q", got)
	}
}

func TestDutiesCarryTheirCodesAsPrinted(t *testing.T) {
	s := standard.ST0218()
	want := []int{10, 7, 2, 14, 7, 6, 11, 11, 13, 7}
	if len(s.Duties) != len(want) {
		t.Fatalf("%d duties, want %d", len(s.Duties), len(want))
	}
	for i, d := range s.Duties {
		if d.Number != i+1 || len(d.Codes) != want[i] {
			t.Errorf("duty %d has %d codes, want %d", d.Number, len(d.Codes), want[i])
		}
		for _, c := range d.Codes {
			if !s.Known(c) {
				t.Errorf("duty %d names %q, which the standard lacks", d.Number, c)
			}
		}
	}
	if got := s.DutiesOf("S15"); len(got) != 1 || got[0].Number != 6 {
		t.Errorf("S15 is under %v, want duty 6", got)
	}
	if got := len(s.DutiesOf("B4")); got != 5 {
		t.Errorf("B4 is under %d duties, want 5", got)
	}
}

func TestWhatTheSourceLeavesOpenIsData(t *testing.T) {
	s := standard.ST0218()
	for _, st := range s.Statements {
		named := slices.ContainsFunc(s.Open, func(g standard.Gap) bool { return slices.Contains(g.Codes, st.Code) })
		if len(s.DutiesOf(st.Code)) == 0 && !named {
			t.Errorf("%s is under no duty and no gap says so", st.Code)
		}
	}
	for _, d := range s.Duties {
		named := slices.ContainsFunc(s.Open, func(g standard.Gap) bool { return slices.Contains(g.Duties, d.Number) })
		for _, letter := range []string{"K", "S", "B"} {
			has := slices.ContainsFunc(d.Codes, func(c sop.Code) bool { return strings.HasPrefix(string(c), letter) })
			if !has && !named {
				t.Errorf("duty %d has no %s code and no gap says so", d.Number, letter)
			}
		}
	}
	if got := s.DutiesOf("K27"); len(got) != 1 || got[0].Number != 10 {
		t.Errorf("K27 is under %v, want duty 10 as printed", got)
	}
	if got := s.DutiesOf("S27"); len(got) != 1 || got[0].Number != 8 {
		t.Errorf("S27 is under %v, want duty 8 as printed", got)
	}
	if len(s.DutiesOf("K7"))+len(s.DutiesOf("S7")) != 0 {
		t.Error("K7 and S7 must be under no duty, as printed")
	}
	for _, g := range s.Open {
		if !strings.HasSuffix(g.Note, ".") {
			t.Errorf("gap note %q is no sentence", g.Note)
		}
	}
}

func TestSearchFindsEveryWordInAnyCase(t *testing.T) {
	s := standard.ST0218()
	for words, want := range map[string][]sop.Code{
		"HAZARDOUS materials": {"K27", "S27"},
		"s26":                 {"S26"},
		"S26 infection":       {"S26"},
		"s26 dignity":         nil,
		"no such words":       nil,
	} {
		var got []sop.Code
		for _, st := range s.Search(words) {
			got = append(got, st.Code)
		}
		if !slices.Equal(got, want) {
			t.Errorf("search %q finds %v, want %v", words, got, want)
		}
	}
	if got := len(s.Search("")); got != 76 {
		t.Errorf("no words find %d statements, want all", got)
	}
}

func TestNearestReadsAMistypedCode(t *testing.T) {
	s := standard.ST0218()
	for in, want := range map[sop.Code]sop.Code{
		"s26": "S26", "S 26": "S26", "K026": "K26", "S36": "S35", "B9": "B6", "K0": "K1", "S27": "S27",
	} {
		if got, ok := s.Nearest(in); !ok || got != want {
			t.Errorf("nearest to %q is %q, want %q", in, got, want)
		}
	}
	for _, in := range []sop.Code{"", "S", "26", "X1", "Sx", "S-1", "é3"} {
		if got, ok := s.Nearest(in); ok {
			t.Errorf("nearest to %q is %q, want none", in, got)
		}
	}
}

func TestNearestNeverInventsACode(t *testing.T) {
	s := standard.ST0218()
	rapid.Check(t, func(t *rapid.T) {
		in := sop.Code(rapid.String().Draw(t, "code"))
		if got, ok := s.Nearest(in); ok && !s.Known(got) {
			t.Fatalf("nearest to %q is %q, which the standard lacks", in, got)
		}
	})
}

func TestACallerCannotChangeTheStandard(t *testing.T) {
	a := standard.ST0218()
	a.Duties[0].Codes[0], a.Open[1].Codes[0], a.Statements[0].Text = "X", "X", "X"
	b := standard.ST0218()
	if b.Duties[0].Codes[0] != "K1" || b.Open[1].Codes[0] != "K7" || strings.HasPrefix(b.Statements[0].Text, "X") {
		t.Error("one caller's change reached another")
	}
}

func TestAttributionNamesTheLicence(t *testing.T) {
	text := standard.Attribution
	for _, want := range []string{"Crown copyright", "Open Government Licence", "ST0218"} {
		if !strings.Contains(text, want) {
			t.Errorf("the attribution lacks %q", want)
		}
	}
}
