package page

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
)

// alertForm is the first line of an alert.
var alertForm = lazily(`^\[!([^\]\s]*)\](.*)$`)

// meant maps alert words of other kinds of document to the format's.
func meant(word string) string {
	switch strings.ToUpper(word) {
	case "DANGER", "HAZARD", "BIOHAZARD", "WARN":
		return string(sop.Warning)
	case "ATTENTION", "STOP":
		return string(sop.Caution)
	case "PPE", "MUST":
		return string(sop.Important)
	case "INFO":
		return string(sop.Note)
	case "HINT":
		return string(sop.Tip)
	}
	words := make([]string, len(sop.AlertKinds))
	for i, k := range sop.AlertKinds {
		words[i] = string(k)
	}
	return sop.Nearest(strings.ToUpper(word), words)
}

// alertLine returns the parts of a quote's first line if it begins an alert.
func (s *source) alertLine(q ast.Node) (word, rest string, ok bool) {
	p := paragraph(q)
	if p == nil || p.Lines().Len() == 0 {
		return "", "", false
	}
	first := p.Lines().At(0)
	m := alertForm().FindStringSubmatch(strings.TrimSpace(string(first.Value(s.text))))
	if m == nil {
		return "", "", false
	}
	return m[1], strings.TrimSpace(m[2]), true
}

// alert reads a quote that is an alert, for the step after it; false when the
// quote is prose.
func (r *reading) alert(q *ast.Blockquote) bool {
	word, rest, ok := r.src.alertLine(q)
	if !ok {
		return false
	}
	kind := sop.AlertKind(word)
	if !slices.Contains(sop.AlertKinds, kind) {
		r.notes.suggest(meant(word), codeAlertWord, q.Pos(), "unknown alert %q: write WARNING, CAUTION, IMPORTANT, NOTE or TIP", word)
	}
	text := unquote(string(r.src.text[r.src.start(q):r.src.end(q)]))
	_, body, _ := strings.Cut(text, "\n")
	body = strings.Trim(body, "\n")
	switch {
	case rest != "":
		r.notes.add(codeAlertForm, q.Pos(), "[!%s] stands alone on its line: put its text on the next line", word)
		body = paragraphs(rest, body)
	case body == "":
		r.notes.add(codeAlertForm, q.Pos(), "the alert is empty: write its text under it, on lines that begin with >")
	}
	r.alerts = append(r.alerts, sop.Alert{Kind: kind, Text: body, Pos: r.src.pos(q.Pos())})
	return true
}

// unquote takes the > off each line.
func unquote(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimLeft(line, " ")
		line = strings.TrimPrefix(line, ">")
		lines[i] = strings.TrimRight(strings.TrimPrefix(line, " "), " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
