package kit

import (
	"fmt"
	"strings"

	"soprun/internal/present"
)

// roles are what the tones are drawn in.
var roles = map[present.Tone]Role{
	present.Normal: Text, present.Quiet: Dim, present.Sound: Good, present.Awaited: Accent, present.Caution: Caution, present.Danger: Danger,
}

// Drawn is the text of a line, behind how what it is about is drawn.
func Drawn(l present.Said) Line {
	text := L(Toned(l.Tone), l.Text)
	if l.Glyph != "" {
		return append(L(Strong, l.Glyph+"   "), text...)
	}
	return text
}

// AddSaid draws a line of a document: its number and label before the text, what is
// wrong with it behind, how it ended at the right.
func (v *View) AddSaid(env Env, l present.Said) {
	indent := 4 + 4*l.Level
	line := L(Dim, strings.Repeat(" ", indent))
	if l.Number > 0 {
		line = append(line, Span{Role: Dim, Text: PadLeft(fmt.Sprint(l.Number), 2) + "  "})
		indent += 4
	}
	if l.Item != "" {
		line = append(line, Span{Role: Dim, Text: l.Item + "  "})
	}
	role := roles[l.Tone]
	if l.Label != "" {
		line = append(line, Span{Role: Dim, Text: Pad(l.Label, 3) + "  "})
		if l.Level > 0 {
			role, indent = Strong, indent+2
		} else {
			indent += 5
		}
	}
	line = append(line, Drawn(l)...)
	line[len(line)-1].Role = role
	if l.Limits != "" {
		line = append(line, Span{Role: Dim, Text: "  " + l.Limits})
	}
	if l.Flag != "" {
		flag := Caution
		if l.Tone == present.Danger {
			flag = Danger
		}
		line = append(line, Span{Role: flag, Text: "  " + l.Flag})
	}
	if l.More != "" {
		line = append(line, Span{Role: Dim, Text: "  " + l.More})
	}
	if l.State == "" {
		v.Add(Wrap(line, env.TextWidth(), indent)...)
		return
	}
	right := L(roles[l.Ended], l.State)
	lines := Wrap(line, env.TextWidth()-right.Width()-2, indent)
	lines[0] = Columns(lines[0], right, env.TextWidth())
	v.Add(lines...)
}

// Starred returns a row's line with a star behind its cursor.
func Starred(l Line) Line {
	cursor := strings.TrimSuffix(l[0].Text, " ")
	return append(Line{{Role: l[0].Role, Text: cursor}, {Role: Accent, Text: "*"}}, l[1:]...)
}

// Marked returns a line that stands in from the left with the cursor before it.
func Marked(l Line) Line {
	if len(l) == 0 {
		return l
	}
	head := strings.TrimPrefix(l[0].Text, "  ")
	return append(Line{Mark(true), {Role: l[0].Role, Text: head}}, l[1:]...)
}

// AddDoc draws the sections of a document. The line with the link that is chosen is marked.
func (v *View) AddDoc(env Env, doc present.Doc, chosen present.Link) {
	for i, section := range doc {
		if i > 0 {
			v.Add(nil)
		}
		v.Add(L(Dim, "  "+strings.ToUpper(section.Heading)))
		for _, line := range section.Lines {
			at := len(v.Body)
			v.AddSaid(env, line)
			if line.Link != (present.Link{}) && line.Link == chosen {
				v.Body[at] = Marked(v.Body[at])
				v.Focus, v.FocusEnd, chosen = at, len(v.Body)-1, present.Link{}
			}
		}
	}
}
