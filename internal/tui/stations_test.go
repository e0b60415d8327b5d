package tui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/effects"
	"soprun/internal/present"
	"soprun/internal/tui"
	"soprun/internal/tuitest"
)

var lookedAt = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// many are stations at two sites, one of them blocked and one not heard of for days.
func many(n int) []present.Pick {
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
	return present.StationPicks(present.StationRows(all), lookedAt)
}

// chooser is the list of stations on a terminal of a size.
func chooser(rows []present.Pick, width, height int, keys ...tea.KeyPressMsg) (s tui.Stations, frame string, left bool) {
	var m tea.Model = tui.NewStations(tui.Choosing{Rows: rows, Seeks: true})
	m, _ = m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	m, _ = m.Update(firstFrame)
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
			if s.Chosen().At != n || !strings.Contains(frame, fmt.Sprintf("Bench %d", n)) {
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
	if s.Chosen().Row != 39 || !left {
		t.Errorf("the last one: %+v, left %v", s.Chosen(), left)
	}
}

func TestTheStationsAreLeftAndTheHubIsAskedAgain(t *testing.T) {
	if s, _, left := chooser(many(3), 80, 24, tea.KeyPressMsg{Code: 'q', Text: "q"}); !left || s.Chosen().Row != -1 || s.Chosen().Again {
		t.Errorf("q: %+v", s)
	}
	if s, _, left := chooser(many(3), 80, 24, tea.KeyPressMsg{Code: 'r', Text: "r"}); !left || !s.Chosen().Again {
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

// typed are the keys of a text.
func typed(text string) (keys []tea.KeyPressMsg) {
	for _, r := range text {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return keys
}

func TestWordsAreTypedToLookForThemAtAllStations(t *testing.T) {
	slash := tea.KeyPressMsg{Code: '/', Text: "/"}
	_, frame, left := chooser(many(3), 60, 16, append([]tea.KeyPressMsg{slash}, typed("lot q 77x")...)...)
	if !strings.Contains(frame, "Trace at all stations  lot q 77x_") || left {
		t.Errorf("while it is typed, left %v:\n%s", left, frame)
	}
	keys := append(append([]tea.KeyPressMsg{slash}, typed("lot 77x")...), tea.KeyPressMsg{Code: tea.KeyBackspace}, enter)
	if s, _, left := chooser(many(3), 80, 24, keys...); !left || s.Chosen().Words != "lot 77" || s.Chosen().Row != -1 {
		t.Errorf("%+v", s.Chosen())
	}
	keys = append(append([]tea.KeyPressMsg{slash}, typed("lot")...), tea.KeyPressMsg{Code: tea.KeyEscape}, arrow)
	if s, frame, left := chooser(many(3), 80, 24, keys...); left || s.Chosen().At != 1 || strings.Contains(frame, "lot") {
		t.Errorf("after esc: %+v\n%s", s.Chosen(), frame)
	}
	if s, _, left := chooser(many(3), 80, 24, slash, enter); left || s.Chosen().Words != "" {
		t.Errorf("nothing typed: %+v", s.Chosen())
	}
	var m tea.Model = tui.NewStations(tui.Choosing{Rows: many(2), Noun: "record", Title: "Trace: lot"})
	m, _ = m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	m, _ = m.Update(firstFrame)
	m, _ = m.Update(slash)
	if frame := ansi.Strip(m.(tui.Stations).View().Content); strings.Contains(frame, "Trace at all") || !strings.Contains(frame, "Trace: lot") || !strings.Contains(frame, "2 records") || !strings.Contains(frame, "q back") {
		t.Errorf("among what was found:\n%s", frame)
	}
}

func TestARecordThatWasFoundIsOpenedAtOnceAndTheLibraryIsBehindIt(t *testing.T) {
	b := newBench(t)
	answer(toEnd(b.start(80, 24)), "correct horse") // it is entry 40 then
	m := tuitest.Start(tui.New(tui.Config{
		Sources: b.sources(), Perform: effects.Runners{Live: b, Practice: &fakePractice{b}, Now: b.clock}.Perform, Now: b.clock, After: b.after,
		Show: present.Link{List: "trace", Row: "40"},
	}), 80, 24)
	shows(t, m, "Entry 40", "SIGNED")
	shows(t, tuitest.Press(m, "esc"), "Find")
}

// What there is of all stations is a key each, on the hint line and in what was chosen.
func TestWhatThereIsOfAllStationsIsAKey(t *testing.T) {
	for _, e := range present.AtAllStations {
		s, frame, left := chooser(many(3), 80, 24, tea.KeyPressMsg{Code: rune(e.Key[0]), Text: e.Key})
		if got := s.Chosen(); !left || got.Row != -1 || got.All == nil || got.All.Title != e.Title {
			t.Errorf("%s: %+v, left %v", e.Key, got, left)
		}
		if !strings.Contains(frame, e.Key+" "+e.Does) {
			t.Errorf("%q is on no hint line:\n%s", e.Does, frame)
		}
		if _, narrow, _ := chooser(many(3), 60, 16); !strings.HasSuffix(strings.TrimSpace(narrow), "q leave") {
			t.Errorf("how it is left is on no hint line:\n%s", narrow)
		}
	}
	var m tea.Model = tui.NewStations(tui.Choosing{Rows: many(2), Noun: "record", Title: "Trace: lot"})
	m, _ = m.Update(firstFrame)
	if m, cmd := m.Update(tea.KeyPressMsg{Code: 'm', Text: "m"}); cmd != nil || m.(tui.Stations).Chosen().All != nil {
		t.Error("rows that were found have it too")
	}
}
