// Package oldpage turns a procedure that was written for people into the draft of a page.
// What it finds numbered, ticked or in a table of steps becomes steps; the rest is kept as
// text where it was. It guesses no value, no limit and no code: those are for the author,
// and what it did not understand is listed by line.
package oldpage

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"soprun/sop/page"
)

// ErrNoStep is returned for a document in which nothing can be done.
var ErrNoStep = errors.New("no step was found: number what is to be done, one line each (1. 2. 3.), and try again")

// Note is something in the old document that is not in the draft, or not as it was.
type Note struct {
	Line int    // of the old document, 1-based; 0 where it is about the draft
	Text string // a sentence
}

// String writes a note as compilers write theirs: "12: a picture is not kept".
func (n Note) String() string {
	if n.Line == 0 {
		return n.Text
	}
	return fmt.Sprintf("%d: %s", n.Line, n.Text)
}

// Draft returns the text of a page with an id, made from an old document. The title is
// that of the document where none is given. What the draft has errors in all the same is
// among the notes. Draft returns ErrNoStep where it finds none, and the error of the page
// where an id or a title cannot be one.
func Draft(src []byte, id, title string) ([]byte, []Note, error) {
	r := read(src)
	if r.count() == 0 {
		return nil, nil, ErrNoStep
	}
	title = plain(cmp.Or(title, r.title, "Write the title here"))
	head := reader{sections: []section{{title: "Do", parts: []part{{step: "Do it."}}}}}
	if _, findings := head.page(id, title); page.HasErrors(findings) {
		i := slices.IndexFunc(findings, page.Finding.IsError)
		return nil, nil, fmt.Errorf("with this id and title the page would have an error: %s", findings[i])
	}
	text, findings := r.page(id, title)
	for _, f := range findings {
		if f.IsError() {
			r.notes = append(r.notes, Note{0, "the draft has an error that is yours to mend: " + f.String()})
		}
	}
	slices.SortStableFunc(r.notes, func(a, b Note) int { return a.Line - b.Line })
	return text, r.notes, nil
}

// page writes the page, formatted where it can be, and what is found in it.
func (r *reader) page(id, title string) ([]byte, []page.Finding) {
	text := []byte(r.write(id, title))
	if formatted, err := page.Format(text); err == nil {
		text = formatted
	}
	if proc, _ := page.Parse(text); proc != nil && len(proc.Sections) > 0 && len(proc.Sections[0].Steps) > 0 { // they have ids now
		text = append(text, fmt.Sprintf(question, proc.Sections[0].Steps[0].ID)...)
	}
	return text, page.Lint(text, page.Options{})
}

// question is the one that a draft begins its knowledge check with. Its code is that of
// working by procedures, until the author has chosen the codes of the steps.
const question = `
## Knowledge check

- **Write here a question about the step that matters most.** ` + "`#%s, K1`" + `
  Write here the answer that a trainee should give.
`

// write puts the page together, as its author would begin it.
func (r *reader) write(id, title string) string {
	quoted, _ := json.Marshal(title) // a text is always valid
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\ntitle: %s\nversion: 0.1\nstatus: draft\nowner: Write here who answers for this page\n", id, quoted)
	b.WriteString("review-every: 24 months\nstandard: ST0218 v1.1\ncodes: [K1]\nmode: read-do\nsign: performer\n---\n\n")
	fmt.Fprintf(&b, "# %s\n\n", escaped(title))
	if len(r.intro) == 0 {
		b.WriteString("Write here what this procedure is for and when it is used.\n\n")
	}
	for _, text := range r.intro {
		b.WriteString(text + "\n\n")
	}
	n := 0
	for i, s := range r.sections {
		fmt.Fprintf(&b, "## %d. %s\n\n", i+1, s.title)
		for j, part := range s.parts {
			if part.step != "" {
				n++
			} else if j > 0 && s.parts[j-1].step != "" {
				b.WriteString("\n")
			}
			b.WriteString(part.written(n, section{parts: s.parts[j:]}.steps() > 0))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// written is a part as a page has it: a step with its number, a warning before a step, or
// text.
func (p part) written(number int, beforeStep bool) string {
	switch lead := fmt.Sprintf("%d. ", number); {
	case p.step != "" && p.text != "":
		return lead + p.step + "\n\n" + indented(p.text, len(lead)) + "\n\n"
	case p.step != "":
		return lead + p.step + "\n"
	case p.alert != "" && beforeStep:
		return "> [!" + p.alert + "]\n> " + p.text + "\n\n"
	default:
		return p.asText() + "\n\n"
	}
}

func indented(text string, by int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = strings.Repeat(" ", by) + line
		}
	}
	return strings.Join(lines, "\n")
}
