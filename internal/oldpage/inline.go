package oldpage

import (
	"html"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

var (
	breaks   = lazily(`(?i)<br\s*/?>`)
	tags     = lazily(`<[^<>]*>`)
	comments = lazily(`(?s)<!--.*?-->`)

	references = lazily(`(?i)\b(references?|bibliography|literature|links|sources|contents|acknowledge?ments?)\b`)
	listing    = lazily(`(?i)\b(references?|literature|links|sources|contents|purpose|scope|aims?|background|overview|introduction|materials?|reagents?|equipment|consumables|supplies|definitions?|responsib\w+|authors?\w*|notes?|safety|hazards?|risks?|ppe|troubleshooting|revision\w*|history)\b`)
)

// plain returns the words of a block in one line: emphasis and links without their marks,
// line breaks as spaces, characters as they are read.
func (r *reader) plain(n ast.Node) string {
	var b strings.Builder
	r.words(&b, n)
	return plain(b.String())
}

func (r *reader) words(b *strings.Builder, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			text := asRead(string(c.Segment.Value(r.src)))
			if r.isRaised(c) {
				text = raise(text)
			}
			b.WriteString(text)
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteString(" ")
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.CodeSpan:
			var code strings.Builder
			r.words(&code, c)
			b.WriteString("\"" + code.String() + "\"")
		case *ast.Link:
			at := b.Len()
			r.words(b, c)
			switch to := string(c.Destination); {
			case strings.Contains(to, "://") && to != b.String()[at:]:
				b.WriteString(" (" + to + ")")
			case !strings.Contains(to, "://") && !strings.HasPrefix(to, "#"):
				r.note(c, "the link to "+quote(to)+" is not kept, only its words")
			}
		case *ast.AutoLink:
			b.Write(c.URL(r.src))
		case *ast.Image:
			r.note(c, "the picture "+quote(string(c.Destination))+" is not kept, only its words: a figure is a PNG or a plain SVG in the folder figures")
			r.words(b, c)
		case *ast.RawHTML:
			r.rawHTML(b, c)
		case *extast.TaskCheckBox:
		default:
			if c.Type() == ast.TypeBlock && b.Len() > 0 {
				b.WriteString(" ")
			}
			r.words(b, c)
		}
	}
}

// rawHTML reads a tag: a line break is a space, and a tag that changes only how its words
// look goes without a word.
func (r *reader) rawHTML(b *strings.Builder, n *ast.RawHTML) {
	tag := strings.ToLower(string(n.Segments.Value(r.src)))
	switch {
	case breaks().MatchString(tag):
		b.WriteString(" ")
	case strings.HasPrefix(tag, "<!--"), strings.HasPrefix(tag, "</"):
	case slices.Contains([]string{"<sup>", "<sub>", "<b>", "<i>", "<u>", "<em>", "<strong>", "<small>", "<p>"}, tag):
	default:
		r.note(n, "the HTML "+quote(tag)+" is not kept")
	}
}

// isRaised reports whether a text stands between <sup> and </sup>.
func (r *reader) isRaised(t *ast.Text) bool {
	before, ok := t.PreviousSibling().(*ast.RawHTML)
	return ok && strings.EqualFold(string(before.Segments.Value(r.src)), "<sup>")
}

// raised are the characters that can be written above the line.
var raised = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻", "+", "⁺")

// raise writes text above the line, and behind a caret where a character of it cannot be.
func raise(text string) string {
	if strings.Trim(text, "0123456789-+") != "" {
		return "^" + text
	}
	return raised.Replace(text)
}

// asRead returns text as it is read: without backslashes and character references.
func asRead(text string) string {
	return html.UnescapeString(backslash().ReplaceAllString(text, "$1"))
}

var backslash = lazily("\\\\([!-/:-@\\[-`{-~])")

// plain returns text in one line, with single spaces and no control characters.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(c rune) bool { return c <= ' ' || c == 0x7f || c == 0xa0 || c == 0x2028 || c == 0x2029 }), " ")
}

// special is what markdown, or a page, would read as a mark.
var special = lazily("[\\\\`*_<>\\[\\]|#~]")

// box is one to tick, or the mark of an alert, where it is not read as that.
var box = lazily(`^(?:\[(?:[ xX]?|![A-Za-z]*)\]\s*)+`)

// leading begins a block where it stands first.
var leading = lazily(`^(?:[-+=]|\d+[.)](?: |$))`)

// escaped writes plain text as markdown that reads as that text.
func escaped(text string) string {
	text = box().ReplaceAllString(text, "")
	text = special().ReplaceAllString(text, `\$0`)
	if m := leading().FindString(text); m != "" {
		at := len(strings.TrimRight(m, " ")) - 1
		text = text[:at] + `\` + text[at:]
	}
	return strings.ReplaceAll(text, "&", `\&`)
}

func quote(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:59]) + "…"
	}
	return `"` + text + `"`
}

// lines returns the text of a block that has lines.
func lines(n ast.Node, src []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		b.Write(at.Value(src))
	}
	return strings.TrimRight(b.String(), "\n")
}

// fenced writes code as a block, with a fence that the code does not have.
func fenced(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + "\n" + code + "\n" + fence
}
