// Package manual is the program's manual as data: what its commands, options,
// variables, files and exit codes are. It is drawn as a page for man and as
// markdown, both of the same facts.
package manual

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Manual is all that the manual says.
type Manual struct {
	Name, Short string
	About       []string // paragraphs
	Commands    []Command
	Options     []Option // which every command takes
	Variables   []Variable
	Folder      string // what is said before the files
	Files       []File
	Exits       []Exit
	Examples    []Example
	Issues      string // where to turn to
	See         []string
}

// Command is one thing that can be asked for.
type Command struct {
	Path     string // with those that it stands under: soprun people terminals add
	Use      string // how it is written, the path first
	Text     []string
	Options  []Option
	Examples []string
}

// Option is a flag, of which Value names what stands behind it, "" for nothing.
type Option struct{ Letter, Name, Value, Text string }

// Variable is one of the environment.
type Variable struct {
	Name string
	Text string
	Help bool // it stands in the program's help too
}

// File is one that is read or written. Its name is below the folder of the log, or whole.
type File struct{ Name, Text string }

// Exit is a code with which a command ends.
type Exit struct {
	Code int
	Text string
}

// Example is what can be typed, and what for.
type Example struct {
	Text  string
	Lines []string
}

// Help is the variables and exit codes as the program's own help says them.
func (m Manual) Help() string {
	var b strings.Builder
	b.WriteString("Exit codes:\n")
	for _, e := range m.Exits {
		b.WriteString("  " + strconv.Itoa(e.Code) + "  " + e.Text + "\n")
	}
	b.WriteString("\nEnvironment:\n")
	for _, v := range m.Variables {
		if v.Help {
			b.WriteString("  " + v.Name + strings.Repeat(" ", max(1, 15-len(v.Name))) + v.Text + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Paragraphs makes a text that was broken by hand into paragraphs. Lines that stand further in stay.
func Paragraphs(text string) (out []string) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if strings.HasPrefix(part, "  ") || strings.Contains(part, "\n  ") {
			out = append(out, part)
		} else if part != "" {
			out = append(out, strings.Join(strings.Fields(part), " "))
		}
	}
	return out
}

// literal reports whether a paragraph is drawn as it stands.
func literal(text string) bool { return strings.Contains(text, "\n") }

var sentence = regexp.MustCompile(`([^A-Z ][.?!]\)?) ([A-Z])`) // a letter with a point is a name's

// Page is the manual in mdoc, of a day like "November 29, 2026".
func (m Manual) Page(day string) []byte {
	p := &page{}
	p.line(".Dd " + day)
	p.line(".Dt " + strings.ToUpper(m.Name) + " 1")
	p.line(".Os")
	p.line(".Sh NAME", ".Nm "+m.Name)
	p.line(".Nd " + escaped(lower(m.Short)))
	p.line(".Sh SYNOPSIS", ".Nm", ".Op Ar options", ".Op Ar command Op Ar arguments")
	p.line(".Sh DESCRIPTION")
	p.paragraphs(m.About)
	p.line(".Pp", "Every command takes these options:")
	p.options(m.Options)
	p.line(".Sh COMMANDS")
	for _, c := range m.Commands {
		p.line(".Ss " + words(c.Path))
		p.line(".Bd -literal", code(c.Use), ".Ed", ".Pp")
		p.paragraphs(c.Text)
		p.options(c.Options)
		p.examples(c.Examples)
	}
	p.line(".Sh ENVIRONMENT")
	p.list(len(m.Variables), func(i int) (string, string) { return "Ev " + words(m.Variables[i].Name), m.Variables[i].Text })
	p.line(".Sh FILES")
	p.text(m.Folder)
	p.list(len(m.Files), func(i int) (string, string) { return "Pa " + quoted(m.Files[i].Name), m.Files[i].Text })
	p.line(".Sh EXIT STATUS")
	p.list(len(m.Exits), func(i int) (string, string) { return strconv.Itoa(m.Exits[i].Code), m.Exits[i].Text })
	p.line(".Sh EXAMPLES")
	for i, e := range m.Examples {
		if i > 0 {
			p.line(".Pp")
		}
		p.text(e.Text)
		p.examples(e.Lines)
	}
	p.line(".Sh SEE ALSO")
	for i, s := range m.See {
		name, section, _ := strings.Cut(strings.TrimSuffix(s, ")"), "(")
		p.line(".Xr " + name + " " + section + map[bool]string{true: " ,"}[i < len(m.See)-1])
	}
	p.line(".Sh BUGS")
	p.text(m.Issues)
	return p.Bytes()
}

type page struct{ bytes.Buffer }

// list is n items, each with its head and what is said of it.
func (p *page) list(n int, item func(i int) (head, text string)) {
	if n == 0 {
		return
	}
	p.line(".Bl -tag -width Ds")
	for i := range n {
		head, text := item(i)
		p.line(".It " + head)
		p.text(sentenceOf(text))
	}
	p.line(".El")
}

func (p *page) line(lines ...string) {
	for _, l := range lines {
		p.WriteString(l + "\n")
	}
}

// text is running text, each sentence on a line of its own.
func (p *page) text(text string) {
	for s := range strings.SplitSeq(sentence.ReplaceAllString(text, "$1\n$2"), "\n") {
		for _, l := range wrapped(s) {
			p.line(escaped(l))
		}
	}
}

// wrapped breaks a sentence into lines that mandoc finds short enough.
func wrapped(text string) (out []string) {
	const most = 72 // and what escaping adds
	line := ""
	for _, w := range strings.Fields(text) {
		if line != "" && len(line)+1+len(w) > most {
			out, line = append(out, line), ""
		}
		if line != "" {
			line += " "
		}
		line += w
	}
	return append(out, line)
}

func (p *page) paragraphs(all []string) {
	for i, text := range all {
		if i > 0 && !literal(text) {
			p.line(".Pp")
		}
		if !literal(text) {
			p.text(text)
			continue
		}
		p.line(".Bd -literal")
		for l := range strings.SplitSeq(text, "\n") {
			p.line(code(l))
		}
		p.line(".Ed")
	}
}

func (p *page) options(all []Option) {
	p.list(len(all), func(i int) (head, text string) {
		o := all[i]
		if o.Letter != "" {
			head = "Fl " + words(o.Letter) + " , "
		}
		head += "Fl Fl " + words(o.Name)
		if o.Value != "" {
			head += " Ar " + words(o.Value)
		}
		return head, o.Text
	})
}

func (p *page) examples(lines []string) {
	if len(lines) == 0 {
		return
	}
	p.line(".Bd -literal -offset indent")
	for _, l := range lines {
		p.line(code(l))
	}
	p.line(".Ed")
}

var option = regexp.MustCompile(`(^|[ (\['"=])(--?)([a-zA-Z])`)

// escaped is running text as roff reads it: dashes of options are dashes, and nothing is a request.
func escaped(text string) string {
	text = strings.ReplaceAll(text, `\`, `\e`)
	text = option.ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, "-", `\-`) })
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}

// code is what is typed: every dash of it is one.
func code(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\e`), "-", `\-`)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}

// words are arguments of a macro of which none is a macro itself.
func words(text string) string {
	out := strings.Fields(text)
	for i, w := range out {
		out[i] = `\&` + strings.ReplaceAll(strings.ReplaceAll(w, `\`, `\e`), "-", `\-`)
	}
	return strings.Join(out, " ")
}

// quoted is one argument of a macro.
func quoted(text string) string {
	return `"\&` + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\e`), `"`, `""`) + `"`
}

func lower(text string) string {
	for i, r := range text {
		return string(unicode.ToLower(r)) + text[i+len(string(r)):]
	}
	return text
}

// sentenceOf has a text begin with a capital, and end with a full stop.
func sentenceOf(text string) string {
	for i, r := range text {
		text = string(unicode.ToUpper(r)) + text[i+len(string(r)):]
		break
	}
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".?!") {
		return text
	}
	return text + "."
}
