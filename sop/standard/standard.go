// Package standard is the occupational standard ST0218 v1.1, Healthcare Science
// Assistant, as data: ten duties, 35 knowledge, 35 skill and 6 behaviour
// statements in the words they were published in, and what the source leaves
// open. Where the published text has a gap the data has the same gap; Open says
// so in a sentence instead of guessing.
package standard

import (
	"slices"
	"strconv"
	"strings"

	"soprun/sop"
)

// Attribution must be shown wherever the standard's words are shown.
const Attribution = "Contains the text of occupational standard ST0218, Healthcare Science Assistant. " +
	"Crown copyright © 2024. Licensed under the Open Government Licence v3.0."

// Standard is one version of an occupational standard. The zero Standard has no
// statements; ST0218 returns the one that soprun knows.
type Standard struct {
	Reference string // "ST0218"
	Version   string // "1.1"
	Title     string
	Updated   string // 2006-01-02
	Level     int
	Route     string
	Duties    []Duty
	Open      []Gap
	// Statements are in printed order: K1 to K35, S1 to S35, B1 to B6.
	Statements []Statement
}

// Duty is one duty of the occupation with the codes printed under it.
type Duty struct {
	Number int
	Text   string
	Codes  []sop.Code
	// Subject are codes on its subject that are printed under no duty: a reading, and no
	// part of the published text.
	Subject []sop.Code
}

// Statement is one coded sentence of the standard.
type Statement struct {
	Code sop.Code
	Text string
}

// Gap is something that the published text leaves open. It is data so that a
// reader of any coverage table sees it.
type Gap struct {
	Duties []int      // the duties concerned, none when it is a code's gap
	Codes  []sop.Code // the codes concerned, none when it is a duty's gap
	Note   string     // one sentence
}

// ST0218 returns version 1.1 of ST0218. Each call returns its own copy.
func ST0218() Standard {
	s := Standard{
		Reference: "ST0218", Version: "1.1", Title: "Healthcare Science Assistant",
		Updated: "2024-02-14", Level: 2, Route: "Health and science",
	}
	for _, d := range duties {
		d.Codes, d.Subject = slices.Clone(d.Codes), slices.Clone(d.Subject)
		s.Duties = append(s.Duties, d)
	}
	for _, g := range gaps {
		g.Duties, g.Codes = slices.Clone(g.Duties), slices.Clone(g.Codes)
		s.Open = append(s.Open, g)
	}
	s.add("K", knowledge[:])
	s.add("S", skills[:])
	s.add("B", behaviours[:])
	return s
}

func (s *Standard) add(letter string, texts []string) {
	for i, text := range texts {
		s.Statements = append(s.Statements, Statement{sop.Code(letter + strconv.Itoa(i+1)), text})
	}
}

// Name returns the standard as a page's front matter writes it: "ST0218 v1.1".
func (s Standard) Name() string { return s.Reference + " v" + s.Version }

// Text returns the words of a code and true, or false for an unknown code.
func (s Standard) Text(code sop.Code) (string, bool) {
	i := s.index(code)
	if i < 0 {
		return "", false
	}
	return s.Statements[i].Text, true
}

// Known reports whether the standard has this code.
func (s Standard) Known(code sop.Code) bool { return s.index(code) >= 0 }

func (s Standard) index(code sop.Code) int {
	return slices.IndexFunc(s.Statements, func(st Statement) bool { return st.Code == code })
}

// DutiesOf returns the duties that the code is printed under, in order; none
// for a code that Open lists and for an unknown one.
func (s Standard) DutiesOf(code sop.Code) []Duty {
	var out []Duty
	for _, d := range s.Duties {
		if slices.Contains(d.Codes, code) {
			out = append(out, d)
		}
	}
	return out
}

// Search returns the statements that hold every one of the words, upper or
// lower case, in printed order. A word that is a code finds that code only.
// No words find everything.
func (s Standard) Search(words string) []Statement {
	var out []Statement
	for _, st := range s.Statements {
		if holdsAll(s, st, strings.Fields(strings.ToLower(words))) {
			out = append(out, st)
		}
	}
	return out
}

func holdsAll(s Standard, st Statement, words []string) bool {
	text := strings.ToLower(st.Text)
	for _, w := range words {
		if code := sop.Code(strings.ToUpper(w)); s.Known(code) {
			if st.Code != code {
				return false
			}
		} else if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// Nearest returns the known code that a mistyped one most likely means: the
// same letter in either case, and the nearest number. It returns false when
// there is no letter or no number to go by.
func (s Standard) Nearest(code sop.Code) (sop.Code, bool) {
	letter, n, ok := split(strings.ToUpper(strings.ReplaceAll(string(code), " ", "")))
	if !ok {
		return "", false
	}
	best, distance := sop.Code(""), -1
	for _, st := range s.Statements {
		l, m, _ := split(string(st.Code))
		if d := max(n-m, m-n); l == letter && (distance < 0 || d < distance) {
			best, distance = st.Code, d
		}
	}
	return best, distance >= 0
}

func split(code string) (letter string, n int, ok bool) {
	if code == "" {
		return "", 0, false
	}
	n, err := strconv.Atoi(code[1:])
	return code[:1], n, err == nil && n >= 0
}
