package demo

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// madeUpText is what the department of the demo has set and what its people answer, page by
// page: made up, and no advice to anybody.
//
//go:embed made-up.txt
var madeUpText string

// madeUp is what was made up for one page.
type madeUp struct {
	settings []page.Setting
	says     map[string]string // by field: "2.0 to 3.5", "one | another", "of packs-in"
}

// readMadeUp reads the text above. A line is the id of a page, "set NAME = VALUE" for a
// value that the page leaves to the department, or "say FIELD = VALUE" for what is answered.
func readMadeUp(text string) (map[string]madeUp, error) {
	out, id := map[string]madeUp{}, ""
	for i, line := range strings.Split(text, "\n") {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, value, ok := strings.Cut(rest, " = ")
		m := out[id]
		switch {
		case verb == "" || verb[0] == '#':
			continue
		case rest == "":
			id = verb
			m = madeUp{says: map[string]string{}}
		case verb == "set" && ok && id != "":
			step, what, cell := cutLast(name, ".")
			if !cell {
				step, what = "", name
			}
			m.settings = append(m.settings, page.Setting{Step: strings.TrimPrefix(step, "#"), What: what, Value: value})
		case verb == "say" && ok && id != "":
			m.says[name] = value
		default:
			return nil, fmt.Errorf("made-up.txt:%d: %q is neither a page's id nor set or say NAME = VALUE", i+1, line)
		}
		out[id] = m
	}
	return out, nil
}

// cutLast cuts a text at the last separator in it.
func cutLast(text, sep string) (before, after string, found bool) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return "", text, false
	}
	return text[:i], text[i+len(sep):], true
}

// answer answers a field as was made up for it, and false where nothing was or it is not
// known yet. n runs from 0 to 999.
func (m madeUp) answer(r run.Run, s run.Step, f sop.Field, n int, now time.Time) (run.Record, bool) {
	said, ok := m.says[f.Name]
	if !ok || f.Type == sop.File {
		return run.Record{}, false
	}
	if other, same := strings.CutPrefix(said, "of "); same {
		text := valueOf(r, s, other)
		return run.Record{Field: f.Name, Text: text}, text != ""
	}
	if low, high, is := strings.Cut(said, " to "); is && f.Type == sop.Number {
		from, err := sop.ParseDecimal(low)
		to, err2 := sop.ParseDecimal(high)
		if err != nil || err2 != nil {
			return run.Record{}, false
		}
		f.Accepted = sop.Range{Low: &from, High: &to}
		return Answer(f, n, now), true
	}
	words := strings.Split(said, " | ")
	return run.Record{Field: f.Name, Text: words[n%len(words)]}, true
}

// valueOf returns the value of another field that a step sees, of the same item first; ""
// while it has none.
func valueOf(r run.Run, s run.Step, field string) (text string) {
	for _, x := range r.Steps() {
		for _, v := range x.ValuesOf(field) {
			if x.Item == s.Item || text == "" {
				text = v.Text
			}
		}
	}
	return text
}
