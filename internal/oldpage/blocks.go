package oldpage

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// list reads a list: its items are steps where they are numbered or ticked, and where they
// are bullets of a section that says how something is done.
func (r *reader) list(l *ast.List) {
	name := ""
	switch n := len(r.sections); {
	case n > 0:
		name = r.sections[n-1].title
	case r.flat:
		name = r.title
	default:
		name = "introduction"
	}
	switch {
	case onlyLinks(l):
		r.prose(r.asText(l))
		return
	case l.IsOrdered() && !references().MatchString(name), ticked(l):
	case !l.IsOrdered() && doing().MatchString(name):
		r.note(l, "bullets are taken as steps, since they are how it is done")
	case r.bullets && !listing().MatchString(name):
		r.note(l, "bullets are taken as steps, since nothing is numbered: move to the text what is none")
	default:
		r.prose(r.asText(l))
		return
	}
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		r.item(item)
	}
}

// onlyLinks reports whether a list is one of links, which nobody does.
func onlyLinks(l *ast.List) bool {
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		text := item.FirstChild()
		if text == nil || text.FirstChild() == nil || text.FirstChild() != text.LastChild() {
			return false
		}
		if k := text.FirstChild().Kind(); k != ast.KindLink && k != ast.KindAutoLink {
			return false
		}
	}
	return true
}

func ticked(l *ast.List) bool {
	found := false
	_ = ast.Walk(l, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		_, is := n.(*extast.TaskCheckBox)
		found = found || is
		return ast.WalkContinue, nil
	})
	return found
}

// item makes a step of an item, and of the items below it: the text of it is done first.
func (r *reader) item(item ast.Node) {
	words, more := "", []string{}
	var below []ast.Node
	for n := item.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.List:
			for x := n.FirstChild(); x != nil; x = x.NextSibling() {
				below = append(below, x)
			}
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
			if text := r.plain(n); words == "" {
				words = text
			} else if text != "" {
				more = append(more, escaped(text))
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			more = append(more, fenced(lines(n, r.src)))
		case *extast.Table:
			more = append(more, r.asTable(n))
		case *ast.Blockquote:
			more = append(more, escaped(r.plain(n)))
		default:
			r.block(n)
		}
	}
	first, rest := shortened(words)
	if rest != "" {
		r.note(item, "the step has more than thirty words: what follows its first sentences is kept below it, and may be steps of its own")
		more = append([]string{escaped(rest)}, more...)
	}
	if notice().MatchString(first) && len(below) == 0 {
		r.warn(first)
		return
	}
	r.step(first, more...)
	for _, x := range below {
		r.item(x)
	}
}

// mostWords is how many words a step may have before lint warns (H31).
const mostWords = 30

// shortened cuts a long text behind the last sentence that fits into a step.
func shortened(words string) (first, rest string) {
	if len(strings.Fields(words)) <= mostWords {
		return words, ""
	}
	at := -1
	for i := range words {
		ends := i > 0 && words[i] == ' ' && strings.ContainsRune(".!?", rune(words[i-1]))
		if ends && (at < 0 || len(strings.Fields(words[:i])) <= mostWords) {
			at = i
		}
	}
	if at < 0 {
		return words, ""
	}
	return words[:at], strings.TrimSpace(words[at:])
}

// paragraph reads one: a step that is numbered in its text, a warning, or text.
func (r *reader) paragraph(n ast.Node) {
	words := r.plain(n)
	switch first, rest := shortened(words); {
	case words == "":
	case stepNumber().MatchString(words):
		r.step(first, nonEmpty(escaped(rest))...)
	case notice().MatchString(words):
		r.warn(words)
	default:
		r.prose(escaped(words))
	}
}

func nonEmpty(texts ...string) (out []string) {
	for _, text := range texts {
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}

// kinds are the alerts of a page by the word that begins a warning.
var kinds = map[string]string{
	"warning": "WARNING", "danger": "WARNING", "hazard": "WARNING", "caution": "CAUTION",
	"important": "IMPORTANT", "ppe": "IMPORTANT", "note": "NOTE", "tip": "TIP",
}

// alert returns the kind of a warning, and what it says.
func alert(words string) (kind, text string) {
	m := notice().FindStringSubmatch(words)
	what := strings.ToLower(m[1])
	text = strings.TrimSpace(words[len(m[0]):])
	switch {
	case text == "":
		text = words
	case what == "ppe" || what == "hazard":
		text = m[1] + ": " + text
	}
	return kinds[what], text
}

// asText writes a part that is no step: a warning with its kind in front.
func (p part) asText() string {
	if p.alert == "" {
		return p.text
	}
	return "**" + p.alert[:1] + strings.ToLower(p.alert[1:]) + ":** " + p.text
}

// quoted reads a block quote: an alert of GitHub's form, a warning, or text.
func (r *reader) quoted(q *ast.Blockquote) {
	words := r.plain(q)
	for word, kind := range kinds {
		if rest, ok := strings.CutPrefix(words, "[!"+kind+"]"); ok && strings.EqualFold(word, kind) {
			words = word + ": " + strings.TrimSpace(rest)
		}
	}
	switch {
	case words == "":
	case notice().MatchString(words):
		r.warn(words)
	default:
		r.prose("> " + escaped(words))
	}
}

// table reads one: its rows are steps where a column is called step and another one says
// what is done.
func (r *reader) table(t *extast.Table) {
	does := -1
	steps := false
	head := t.FirstChild()
	for i, c := 0, head.FirstChild(); c != nil; i, c = i+1, c.NextSibling() {
		name := strings.ToLower(r.plain(c))
		steps = steps || strings.HasPrefix(name, "step") || name == "no" || name == "no." || name == "#"
		if does < 0 && (name == "action" || name == "instruction" || name == "task" || strings.HasPrefix(name, "what to do") || strings.HasPrefix(name, "procedure") || name == "description") {
			does = i
		}
	}
	if !steps || does < 0 {
		r.prose(r.asTable(t))
		return
	}
	for row := head.NextSibling(); row != nil; row = row.NextSibling() {
		words, others := "", []string{}
		for i, c := 0, row.FirstChild(); c != nil; i, c = i+1, c.NextSibling() {
			if text := r.plain(c); i == does {
				words = text
			} else if i > 0 && text != "" {
				others = append(others, text)
			}
		}
		if words != "" && len(others) > 0 {
			r.note(row, "the other columns of this row are kept below the step: "+quote(strings.Join(others, "; ")))
		}
		first, rest := shortened(words)
		r.step(first, nonEmpty(escaped(rest), escaped(strings.Join(others, ". ")))...)
	}
}

// asTable writes a table as text.
func (r *reader) asTable(t *extast.Table) string {
	var out []string
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		line, rule := "|", "|"
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			line += " " + escaped(r.plain(c)) + " |"
			rule += " --- |"
		}
		if out = append(out, line); len(out) == 1 {
			out = append(out, rule)
		}
	}
	return strings.Join(out, "\n")
}

// asText writes a list as text, with what is below its items in the same line.
func (r *reader) asText(l *ast.List) string {
	var out []string
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		if words := r.plain(item); words != "" {
			out = append(out, escaped(words))
		}
	}
	return "- " + strings.Join(out, "\n- ")
}

// html reads a block of HTML: its text is kept, what it did is not.
func (r *reader) html(n *ast.HTMLBlock) {
	text := lines(n, r.src)
	words := plain(tags().ReplaceAllString(comments().ReplaceAllString(breaks().ReplaceAllString(text, " "), ""), " "))
	if words == "" {
		return
	}
	r.note(n, "HTML is not kept, only the words in it")
	r.prose(escaped(words))
}
