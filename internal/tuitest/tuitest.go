// Package tuitest drives a Bubble Tea model in tests without a terminal: keys
// go in, commands are run at once, and what would be on the screen comes out.
package tuitest

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Start sizes a model, runs its first commands and returns it settled.
func Start(m tea.Model, width, height int) tea.Model {
	m, _ = m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return Drain(m, m.Init())
}

// Press sends keys by their names ("enter", "ctrl+c", "a") and settles the
// model after each.
func Press(m tea.Model, keys ...string) tea.Model {
	for _, k := range keys {
		m = Send(m, Key(k))
	}
	return m
}

// Type sends every character of a text as a key.
func Type(m tea.Model, text string) tea.Model {
	for _, r := range text {
		m = Send(m, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return m
}

// Send gives a model one message and settles it.
func Send(m tea.Model, msg tea.Msg) tea.Model {
	m, cmd := m.Update(msg)
	return Drain(m, cmd)
}

// Drain runs a command and everything that follows from it.
func Drain(m tea.Model, cmd tea.Cmd) tea.Model {
	if cmd == nil {
		return m
	}
	switch msg := cmd().(type) {
	case nil, tea.RawMsg: // which is for the terminal
		return m
	case tea.BatchMsg:
		for _, c := range msg {
			m = Drain(m, c)
		}
		return m
	default:
		return Send(m, msg)
	}
}

// special are the keys that are not one character.
var special = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "f1": tea.KeyF1, "backspace": tea.KeyBackspace,
	"left": tea.KeyLeft, "right": tea.KeyRight, "space": tea.KeySpace, "home": tea.KeyHome, "end": tea.KeyEnd,
}

// Key returns the press of a key by its name.
func Key(name string) tea.KeyPressMsg {
	var mod tea.KeyMod
	for _, m := range []struct {
		prefix string
		mod    tea.KeyMod
	}{{"ctrl+", tea.ModCtrl}, {"shift+", tea.ModShift}} {
		if rest, ok := strings.CutPrefix(name, m.prefix); ok {
			name, mod = rest, mod|m.mod
		}
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code, Mod: mod}
	}
	r, _ := utf8.DecodeRuneInString(name)
	if mod != 0 {
		return tea.KeyPressMsg{Code: r, Mod: mod}
	}
	return tea.KeyPressMsg{Code: r, Text: name}
}

// Frame returns what a terminal of that size shows, as plain text with the
// spaces at line ends cut.
func Frame(m tea.Model, width, height int) string {
	canvas := lipgloss.NewCanvas(width, height).Compose(lipgloss.NewLayer(m.View().Content))
	rows := strings.Split(ansi.Strip(canvas.Render()), "\n")
	for i, r := range rows {
		rows[i] = strings.TrimRight(r, " \r")
	}
	return strings.Join(rows, "\n")
}

// Widest returns the widest line of the model's view, in cells.
func Widest(m tea.Model) int {
	widest := 0
	for _, row := range strings.Split(m.View().Content, "\n") {
		widest = max(widest, ansi.StringWidth(row))
	}
	return widest
}

// Hostile lists texts that must never reach a terminal as they are.
var Hostile = []string{
	"\x1b[31mred", "\x1b]52;c;aGk=\x07clip", "\x1b]0;title\x1b\\", "a\rb", "bell\x07", "\u009b31mC1", "\u202egnp.exe", "zero\u200bwidth",
	"&#27;[31m", "\x00nul", "del\x7f", "\u2028line", "\ufeffbom",
}

// Unsafe returns the characters of a drawn frame that could do more than show
// themselves: everything but printable text, line feeds and colour sequences.
func Unsafe(frame string) []rune {
	var out []rune
	state := byte(0)
	for frame != "" {
		seq, _, n, next := ansi.DecodeSequence(frame, state, nil)
		if !strings.HasPrefix(seq, "\x1b[") || !strings.HasSuffix(seq, "m") {
			for _, r := range seq {
				if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || slices.Contains([]rune("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2066\u2067\u2068\u2069\ufeff"), r)) {
					out = append(out, r)
				}
			}
		}
		frame, state = frame[n:], next
	}
	return out
}
