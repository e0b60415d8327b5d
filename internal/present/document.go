package present

import (
	"cmp"
	"fmt"
	"strings"
)

// Doc is what is told of one thing, in sections. A screen draws it, the dialogue says
// it, and a command prints it.
type Doc []Section

// Section is a part of a document. The heading is said in capitals.
type Section struct {
	Heading string
	Lines   []Said
}

// Said is one line of a document.
type Said struct {
	Level  int    // 0, or how deep it stands below the line before
	Mark   string // how a step stands, in ASCII: "[x]"
	Number int    // of a step, 0 for none
	Item   string // that the step was done for, "" where it is done once
	Label  string // what the text is a value of, "" for none
	Glyph  string // how what it is about is drawn on a screen, which is not said: "■ or X"
	Text   string
	Limits string // what the text is judged by: "limits 2.0 to 8.0", "" for nothing
	Flag   string // what is wrong with the text: "ABOVE 8.0 °C", "" for nothing
	More   string // what was there before
	State  string // how and when a step ended, "" for none
	Tone   Tone   // of the text
	Ended  Tone   // of the state
	Link   Link   // what the line leads to
}

// Line is all of it in one line, as a command prints it.
func (l Said) Line() string {
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(l.Mark)
	if l.Number > 0 {
		add(fmt.Sprintf("%2d.", l.Number))
	}
	add(l.Item)
	if l.Label != "" {
		add(l.Label + ":")
	}
	add(l.Glyph)
	add(l.Text)
	if l.Limits != "" {
		add("(" + l.Limits + ")")
	}
	if l.State != "" {
		add("(" + l.State + ")")
	}
	add(l.Flag)
	add(l.More)
	return strings.Join(parts, " ")
}

// Tone says how a line is meant. Each front end shows it in its own way; no fact
// is told by a tone alone.
type Tone int

// The tones.
const (
	Normal Tone = iota
	Quiet
	Sound   // what was looked for is as it should be
	Awaited // somebody has something to do with it
	Caution // somebody has to look at it
	Danger  // it must not be relied on
)

// Link is what a line leads to: a page, a row of a list, or a list with what is looked for
// in it. The zero Link leads nowhere.
type Link struct {
	Page string // its id
	List string // its name
	Row  string // as it is typed, "" for none
	Seek string // what is looked for where there is no row
}

// Command is what opens it on a command line, "" for the zero Link.
func (l Link) Command() string {
	if l.Page != "" {
		return "soprun run " + l.Page
	}
	if list, ok := ListNamed(l.List); ok && l.Row == "" {
		return strings.TrimSpace("soprun " + list.Command + " " + l.Seek)
	}
	if list, ok := ListNamed(l.List); ok {
		return "soprun " + cmp.Or(list.Show, list.Command) + " " + l.Row
	}
	return ""
}

// Words name what it leads to.
func (l Link) Words() string {
	if l.Page != "" {
		return l.Page
	}
	if list, ok := ListNamed(l.List); ok && l.Row == "" {
		return "the " + list.Name + " " + l.Seek
	}
	if list, ok := ListNamed(l.List); ok {
		return "the " + list.Opens + " " + l.Row
	}
	return ""
}

// Links returns the links of a document in their order, each once.
func (d Doc) Links() (out []Link) {
	seen := map[Link]bool{{}: true}
	for _, s := range d {
		for _, l := range s.Lines {
			if !seen[l.Link] {
				seen[l.Link], out = true, append(out, l.Link)
			}
		}
	}
	return out
}
