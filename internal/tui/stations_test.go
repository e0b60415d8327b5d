package tui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/present"
	"soprun/internal/tui"
)

var lookedAt = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// many are stations at two sites, one of them blocked and one not heard of for days.
func many(n int) (rows []present.Row) {
	var all []present.Apart
	for i := range n {
		a := present.Apart{
			Site: fmt.Sprintf("site-%d", i/3), Name: fmt.Sprintf("Bench %d", i), Log: fmt.Sprintf("trust.nhs.uk/bench-%d/2026-1", i), Entries: 1200, Heard: lookedAt.Add(-time.Minute),
			Waits: []present.Waiting{{Group: present.GroupLate, N: i}, {Group: present.GroupSupervisor, N: 2}},
		}
		switch i {
		case 1:
			a.Blocked = "entry 22: its payload was changed"
		case 2:
			a.Heard = lookedAt.AddDate(0, 0, -4)
		}
		all = append(all, a)
	}
	return present.StationRows(all)
}

// chooser is the list of stations on a terminal of a size.
func chooser(rows []present.Row, width, height int, keys ...tea.KeyPressMsg) (s tui.Stations, frame string, left bool) {
	var m tea.Model = tui.NewStations(rows, 0, nil, func() time.Time { return lookedAt })
	m, _ = m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	for _, k := range keys {
		var cmd tea.Cmd
		m, cmd = m.Update(k)
		left = left || cmd != nil
	}
	s = m.(tui.Stations)
	return s, ansi.Strip(s.View().Content), left
}

var (
	arrow = tea.KeyPressMsg{Code: tea.KeyDown}
	enter = tea.KeyPressMsg{Code: tea.KeyEnter}
	last  = tea.KeyPressMsg{Code: tea.KeyEnd}
)

func TestStationsStandUnderTheirSiteWithWhatWaitsThere(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 16}, {140, 40}} {
		_, frame, _ := chooser(many(5), size[0], size[1], arrow)
		for _, text := range []string{"COPIES, READ-ONLY", "site-0", "Bench 0", "2 for supervisor", "BLOCKED", "BLOCKED: entry 22: its payload was changed", "trust.nhs.uk/bench-1/2026-1, 1,200 entries"} {
			if !strings.Contains(frame, text) {
				t.Errorf("%v: it does not show %q:\n%s", size, text, frame)
			}
		}
		if strings.Index(frame, "site-0") > strings.Index(frame, "Bench 0") {
			t.Errorf("%v: a station stands before its site:\n%s", size, frame)
		}
	}
	if _, frame, _ := chooser(many(5), 80, 24); !strings.Contains(frame, "heard 4 days ago") || strings.Contains(frame, "Bench 0                heard") {
		t.Errorf("who was not heard of:\n%s", frame)
	}
}

func TestEveryStationCanBeReachedAndOpened(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 16}, {40, 10}, {140, 40}} {
		for n := range 40 {
			var keys []tea.KeyPressMsg
			for range n {
				keys = append(keys, arrow)
			}
			s, frame, _ := chooser(many(40), size[0], size[1], keys...)
			if s.At() != n || !strings.Contains(frame, fmt.Sprintf("Bench %d", n)) {
				t.Fatalf("%v: station %d is not in sight:\n%s", size, n, frame)
			}
			for line := range strings.Lines(frame) {
				if w := ansi.StringWidth(strings.TrimRight(line, "\n")); w > size[0] {
					t.Fatalf("%v: a line of %d cells: %q", size, w, line)
				}
			}
		}
	}
	s, _, left := chooser(many(40), 80, 24, last, enter)
	if s.Chosen() != 39 || !left {
		t.Errorf("the last one: %d, left %v", s.Chosen(), left)
	}
}

func TestTheStationsAreLeftAndTheHubIsAskedAgain(t *testing.T) {
	if s, _, left := chooser(many(3), 80, 24, tea.KeyPressMsg{Code: 'q', Text: "q"}); !left || s.Chosen() != -1 || s.Again() {
		t.Errorf("q: %+v", s)
	}
	if s, _, left := chooser(many(3), 80, 24, tea.KeyPressMsg{Code: 'r', Text: "r"}); !left || !s.Again() {
		t.Errorf("r: %+v", s)
	}
	_, frame, left := chooser(nil, 80, 24, arrow, enter, tea.KeyPressMsg{Code: 'x', Text: "x"})
	if !strings.Contains(strings.Join(strings.Fields(frame), " "), "The hub shows no log to this role") || !strings.Contains(frame, "0 stations") {
		t.Errorf("of none:\n%s", frame)
	}
	if left {
		t.Error("enter on nothing leaves")
	}
}
