package tui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	sopwords "soprun/internal/present"
	"soprun/internal/tuitest"
)

// heights are those that the sweep draws at.
var heights = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 24, 40, 60}

// edges are the widths at which a layout changes, and those beside them.
var edges = []int{1, 39, 40, 60, 80, 140, 250}

// widths returns the widths of a sweep for the nth surface: the edges, and a
// share of all others. All surfaces together are drawn at every width.
func widths(n int) []int {
	out := edges
	for w := 1 + n%every; w <= 250; w += every {
		out = append(out[:len(out):len(out)], w)
	}
	return out
}

func TestEveryStateFitsEveryTerminal(t *testing.T) {
	for i, s := range sampled() {
		m := reach(t, s, 80, 24)
		for _, w := range widths(i) {
			for _, h := range heights {
				if h != 12 && h != 24 && !slices.Contains(edges, w) {
					continue
				}
				m, _ = m.Update(tea.WindowSizeMsg{Width: w, Height: h})
				if problem := tooLarge(m, w, h); problem != "" {
					t.Fatalf("%s at %dx%d is %s", s.name, w, h, problem)
				}
			}
		}
	}
}

// sampled returns the states that a sweep goes over.
func sampled() []state {
	var out []state
	for i := 0; i < len(states); i += stride {
		out = append(out, states[i])
	}
	return out
}

// paged returns the words of every page of a model, and how many page keys away
// from where it stood the text of the current step was seen in whole.
func paged(m tea.Model, step string) (all string, away int) {
	seen := map[string]bool{}
	away = 99
	look := func(m tea.Model, keys int) {
		content := flat(ansi.Strip(m.View().Content))
		seen[content] = true
		if strings.Contains(content, step) {
			away = min(away, keys)
		}
	}
	look(m, 0)
	through := func(at tea.Model, key string, keys int) tea.Model {
		for range 60 {
			next := tuitest.Press(at, key)
			if next.View().Content == at.View().Content {
				break
			}
			keys++
			look(next, keys)
			at = next
		}
		return at
	}
	top := through(m, "pgup", 0)
	through(m, "pgdown", 0)
	through(top, "pgdown", 60) // the first key can take a warning away, and lines with it
	var out strings.Builder
	for page := range seen {
		out.WriteString(page + " ")
	}
	return out.String(), away
}

// wholeBody returns the words of the body on a terminal that shows all of it.
func wholeBody(m tea.Model) []string {
	rows := strings.Split(tuitest.Frame(resize(m, 76, 300), 76, 300), "\n")
	return strings.Fields(strings.Join(rows[2:len(rows)-2], "\n"))
}

func TestH13EveryWordCanBeReachedByPagingAndTheStepIsOneKeyAway(t *testing.T) {
	for i, s := range sampled() {
		m := reach(t, s, 80, 24)
		step := ""
		if current, onRun := current(t, m, s); onRun {
			step = flat(sopwords.Do(current.Step))
		}
		want := wholeBody(m)
		for j, w := range widths(i) {
			if w < 40 || j%5 != i%5 && w != 40 && w != 60 {
				continue
			}
			for _, h := range []int{10, 16, 24} {
				if problem := reachable(resize(m, w, h), step, want); problem != "" {
					t.Errorf("%s at %dx%d: %s:\n%s", s.name, w, h, problem, tuitest.Frame(resize(m, w, h), w, h))
					break
				}
			}
		}
	}
}

// reachable says what of a step and its words no page shows.
func reachable(m tea.Model, step string, want []string) string {
	all, away := paged(m, step)
	if away > 1 {
		return fmt.Sprintf("the step is %d keys away", away)
	}
	for _, word := range want {
		if !strings.ContainsAny(word, "█░") && !strings.Contains(all, word) {
			return fmt.Sprintf("the word %q cannot be reached", word)
		}
	}
	return ""
}
