package picture

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Shot is a frame of a recording, with what is said below it and for how long it stands.
type Shot struct {
	Frame
	Says string
	For  time.Duration
}

// moment is a time of a recording, in hundredths of a per cent of it.
type moment int

// Moving draws shots one after the other, over and over. Nothing but CSS moves it, and nothing does
// where somebody asked their system for less motion: still is the shot that stands there then.
func (p Picture) Moving(shots []Shot, still int) []byte {
	s, m := newSheet(), &motion{names: map[string]string{}}
	whole := time.Duration(0)
	for _, shot := range shots {
		whole += shot.For
	}
	rows := map[string][]int{} // what stands in a row, with the shots in which it does
	var order []string
	for i, shot := range shots {
		all := grid(shot.Frame, p.Width, p.Height)
		for y, row := range all {
			rows, order = seen(rows, order, s.row(row, y), i)
		}
		rows, order = seen(rows, order, p.says(shot.Says), i)
	}
	var body strings.Builder
	for _, text := range order {
		in := rows[text]
		if len(in) == len(shots) {
			body.WriteString(text)
			continue
		}
		class := m.class(spans(shots, in, whole))
		if slices.Contains(in, still) {
			class += " s"
		}
		fmt.Fprintf(&body, `<g class="%s">%s</g>`+"\n", class, strings.TrimSuffix(text, "\n"))
	}
	return []byte(p.open(p.Height+2) + s.style(m.style(whole)) + p.sheetOfPaper(p.Height+2) + body.String() + "</g></svg>\n")
}

// says is what stands below the frame.
func (p Picture) says(text string) string {
	y := p.Height * cellHigh
	return fmt.Sprintf(`<path d="M0 %d.5h%d"/><text class="quiet" x="%d" y="%d">%s</text>`+"\n", y+cellHigh/2, p.Width*cellWide, cellWide, y+cellHigh+base, escape(text))
}

func seen(rows map[string][]int, order []string, text string, shot int) (map[string][]int, []string) {
	if text == "" {
		return rows, order
	}
	if rows[text] == nil {
		order = append(order, text)
	}
	rows[text] = append(rows[text], shot)
	return rows, order
}

// spans are the times at which shots stand, those that follow each other as one.
func spans(shots []Shot, in []int, whole time.Duration) (out [][2]moment) {
	at := time.Duration(0)
	for i, shot := range shots {
		from, to := moment(at*10000/whole), moment((at+shot.For)*10000/whole)
		at += shot.For
		switch last := len(out) - 1; {
		case !slices.Contains(in, i):
		case last >= 0 && out[last][1] == from:
			out[last][1] = to
		default:
			out = append(out, [2]moment{from, to})
		}
	}
	return out
}

// motion gathers at which times what is shown.
type motion struct {
	names map[string]string
	order []string
}

func (m *motion) class(at [][2]moment) string {
	var frames strings.Builder
	if at[0][0] > 0 {
		frames.WriteString("0%{visibility:hidden}")
	}
	for _, span := range at {
		fmt.Fprintf(&frames, "%s{visibility:visible}", span[0])
		if span[1] < 10000 {
			fmt.Fprintf(&frames, "%s{visibility:hidden}", span[1])
		}
	}
	key := frames.String()
	if m.names[key] == "" {
		m.names[key] = fmt.Sprintf("k%d", len(m.order))
		m.order = append(m.order, key)
	}
	return m.names[key]
}

func (m moment) String() string {
	text := strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%02d", m/100, m%100), "0"), ".")
	return text + "%"
}

func (m *motion) style(whole time.Duration) string {
	var names, frames strings.Builder
	for i, key := range m.order {
		fmt.Fprintf(&frames, "@keyframes k%d{%s}", i, key)
		fmt.Fprintf(&names, ".k%d{animation-name:k%d}", i, i)
	}
	return fmt.Sprintf(`g g{visibility:hidden}g .s{visibility:visible}@media(prefers-reduced-motion:no-preference){g g{animation:%.2fs step-end infinite}%s}%s`, whole.Seconds(), names.String(), frames.String())
}

// Cast is a recording in version 2 of asciicast, which players of terminals take: the lines that
// changed since the shot before.
func (p Picture) Cast(shots []Shot, at time.Time) ([]byte, error) {
	var out strings.Builder
	write := json.NewEncoder(&out)
	write.SetEscapeHTML(false)
	head := struct {
		Version   int    `json:"version"`
		Width     int    `json:"width"`
		Height    int    `json:"height"`
		Timestamp int64  `json:"timestamp"`
		Title     string `json:"title"`
	}{2, p.Width, p.Height, at.Unix(), p.Title}
	if err := write.Encode(head); err != nil {
		return nil, err
	}
	before, now := make([]string, p.Height), time.Duration(0)
	for i, shot := range shots {
		text := ""
		if i == 0 {
			text = ansi.EraseEntireScreen + ansi.HideCursor
		}
		rows := strings.Split(shot.Dark, "\n")
		for y := range before {
			row := ""
			if y < len(rows) {
				row = rows[y]
			}
			if row != before[y] || i == 0 {
				text += ansi.CursorPosition(1, y+1) + row + ansi.EraseLineRight
				before[y] = row
			}
		}
		if err := write.Encode([]any{now.Seconds(), "o", text}); err != nil {
			return nil, err
		}
		now += shot.For
	}
	return []byte(out.String()), nil
}
