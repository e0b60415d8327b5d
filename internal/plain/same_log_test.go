package plain_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/effects"
	"soprun/internal/tui"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
)

// fullScreen types the answers into the full-screen program: what stands
// in angles is a key or a time that goes by, anything else a text that enter
// ends.
func fullScreen(t *testing.T, p *place, answers []string) string {
	t.Helper()
	m := tuitest.Start(tui.New(tui.Config{
		Sources: p.sources(), Perform: effects.Runners{Live: p, Practice: p.practice, Now: p.clock}.Perform, Now: p.clock,
		ReadFile: func(string) (string, error) { return strings.Repeat("0f", 32), nil },
		After:    func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } },
	}), 80, 24)
	for _, a := range answers {
		if passed, err := time.ParseDuration(strings.Trim(a, "<>")); err == nil && a[0] == '<' {
			p.now = p.now.Add(passed)
			m, _ = m.Update(kit.Ticked{})
			p.now = p.now.Add(time.Second) // a key at once would be a bounce
			continue
		}
		if name, isKey := strings.CutPrefix(a, "<"); isKey {
			m = tuitest.Press(m, strings.TrimSuffix(name, ">"))
			continue
		}
		m = tuitest.Press(tuitest.Type(m, a), "enter")
	}
	return tuitest.Frame(m, 80, 24)
}

var (
	madeAtRandom = regexp.MustCompile(`"(?:key|proof|station_key)":"[^"]+"`)
	timeOfDay    = regexp.MustCompile(`\b\d\d:\d\d\b`)
	runID        = regexp.MustCompile(`\br-[0-9A-Z]{16}\b`)
	hash         = regexp.MustCompile(`"(?:sha256|entry_sha256|leaf)":"[A-Za-z0-9+/=]+"`)
)

// facts returns what the log says, entry by entry, without times, names of
// runs, chance and hashes.
func facts(t *testing.T, p *place) []string {
	t.Helper()
	var out []string
	for i := range p.Here().Entries {
		raw, err := p.station.Entry(i)
		if err != nil {
			t.Fatal(err)
		}
		var entry map[string]any
		if err := json.Unmarshal(raw.Payload, &entry); err != nil {
			t.Fatal(err)
		}
		for _, varies := range []string{"at", "clock", "nonce", "prev"} {
			delete(entry, varies)
		}
		text, err := json.Marshal(entry)
		if err != nil {
			t.Fatal(err)
		}
		text = madeAtRandom.ReplaceAll(bytes.ReplaceAll(text, []byte(p.Here().Log), []byte("LOG")), []byte(`"random":"KEY"`))
		fact := hash.ReplaceAllString(runID.ReplaceAllString(timeOfDay.ReplaceAllString(string(text), "HH:MM"), "RUN"), `"hash":"HASH"`)
		out = append(out, fmt.Sprintf("%d signed=%t %s", i, len(raw.Signature) > 0, fact))
	}
	return out
}

func TestBothFrontEndsWriteTheSameLog(t *testing.T) {
	for name, job := range map[string]struct{ lines, keys []string }{
		"a first start: set-up, an enrolment, an approval, a run and its countersignature": {
			all(opens, []string{"e", "n", "A. Khan", "a.khan", "assistant", "j.bell", phrase(khan), phrase(khan), phrase(bell), "b"},
				[]string{"look at the lamp", "1", "r", "a", "j.bell", phrase(bell), "s", "a.khan", "<1m>", "d", "sign", phrase(khan), "r", "c", "j.bell", ".skip", phrase(bell), "b", "b", "q"}),
			[]string{
				"St Elsewhere", "Bench 2", "J. Bell", "<enter>", phrase(bell), phrase(bell), "<ctrl+e>", "<n>", "A. Khan", "<enter>", "<enter>", phrase(khan), phrase(khan), "<enter>", phrase(bell),
				"<esc>", "look at the lamp", "<a>", "<enter>", phrase(bell), "<enter>", "<1>", "<1m>", "<enter>", phrase(khan), "<c>", "<enter>", "<enter>", phrase(bell),
			},
		},
		"the main job": {
			whole,
			[]string{
				"<enter>", "<enter>", "<1>", "<a>", "<a>", "<y>", "CEN-0012", "<enter>", "<enter>", "2 Mar 2027", "10000", "<enter>", "<2>", "<enter>",
				"<y>", "<enter>", "3", "4", "feet.jpg", "<enter>", "<enter>", phrase(khan), "<c>", "<enter>", "looked at the lot", phrase(bell),
			},
		},
		"a run with every exception": {
			all(toDeviations, []string{"told the lead"}, signed, leaves),
			[]string{
				"<enter>", "<enter>", "<1>", "<a>", "<a>", "<y>", "CEN-0012", "<enter>", "<enter>", "2 Mar 2027", "99999", "9000", "made up a fresh batch",
				"<c>", "<1>", "9600", "misread the cup", "<enter>", "<1>", "<enter>", "<a>", "<n>", "no forceps", "<y>", "<enter>", "3", "4", "feet.jpg", "<enter>",
				"<enter>", "<enter>", "told the lead", "<enter>", phrase(khan),
			},
		},
		"a stopped run": {
			all(toRun, step1, []string{".x", "one bench only", ".stop", "fire alarm"}, signed, leaves),
			[]string{"<enter>", "<enter>", "<1>", "<a>", "<a>", "<y>", "<esc>", "<x>", "one bench only", "<esc>", "<s>", "fire alarm", phrase(khan)},
		},
		"a wait, a second person who reads otherwise, a hold": {
			all(crewDone, []string{
				"<1m>", "5.0", "1", "5.9", "5.0", "looked again together", "sign", phrase(bell), "<1m>", "d", "<1m>", "j.bell", "all clean", "sign", phrase(bell), "<1m>", "d",
				"sign", phrase(khan),
			}, leaves),
			all(crewKeys, []string{
				"<1m>", "5.0", "<1>", "5.9", "5.0", "looked again together", phrase(bell), "<1m>", "<enter>", "<1m>", "<1>", "all clean", phrase(bell), "<1m>", "<enter>",
				phrase(khan),
			}),
		},
		"an interruption, a late entry, a step done again, a hand-over": {
			all(crewDone, []string{
				"<20m>", ".i", "1", "the blue bottle", "<1m>", "yes", ".r", "the bench was dry", "<1m>", "t", "<11m>", "yes", "<1m>",
				".h", "read it at eye level", "sign", phrase(khan), "j.bell", "a", "a", "a", "a", "sign", phrase(bell), "<1m>", "yes", ".stop", "the shift is over", "wetted it again", "sign", phrase(bell),
			}, leaves),
			all(crewKeys, []string{
				"<20m>", "<esc>", "<i>", "<1>", "the blue bottle", "<1m>", "<enter>", "<esc>", "<r>", "the bench was dry", "<1m>", "<t>", "<11m>", "<y>", "<1m>",
				"<esc>", "<h>", "read it at eye level", phrase(khan), "<1>", "<enter>", "<enter>", "<enter>", "<enter>", phrase(bell), "<1m>", "<enter>", "<esc>", "<s>", "the shift is over", "<enter>", "wetted it again", "<enter>", phrase(bell),
			}),
		},
		"a disinfection that fails twice": {
			all(toProbe, []string{"1", "1 Jan 2026", "yes", "<1m>", "1", "2 Mar 2027", "<1m>", "d", "2", "<1m>", "yes", "1", "2 Mar 2027", "<1m>", "d", "2", "<1m>", "yes", "<1m>", "yes", "sign", phrase(khan)}, leaves),
			all(probeKeys, []string{
				"<1>", "1 Jan 2026", "<y>", "<1m>", "<1>", "2 Mar 2027", "<1m>", "<enter>", "<2>", "<1m>", "<y>", "<1>", "2 Mar 2027", "<1m>", "<enter>", "<2>", "<1m>", "<y>", "<1m>", "<y>", "<enter>", phrase(khan),
			}),
		},
		"a hold that goes on, and a wait while other work is done": {
			all(toProbe, []string{"2", "2 Mar 2027", "j.bell", "1", "read again by me", "sign", phrase(bell), "<1m>", "d", "1", "<1m>", "yes", "<1m>", "t", "<1m>", "d", "<1m>", "m", "<10m>", "d", "<1m>", "d", "sign", phrase(khan)}, leaves),
			all(probeKeys, []string{"<2>", "2 Mar 2027", "<1>", "<1>", "read again by me", phrase(bell), "<1m>", "<enter>", "<1>", "<1m>", "<y>", "<1m>", "<t>", "<1m>", "<enter>", "<1m>", "<10m>", "<enter>", "<1m>", "<enter>", "<enter>", phrase(khan)}),
		},
		"a hold at which the run ends": {
			all(toProbe, []string{"2", "2 Mar 2027", "j.bell", "2", "not fit for use", "sign", phrase(bell), "<1m>", "d", "<1m>", "yes", "sign", phrase(khan)}, leaves),
			all(probeKeys, []string{"<2>", "2 Mar 2027", "<1>", "<2>", "not fit for use", phrase(bell), "<1m>", "<enter>", "<1m>", "<y>", "<enter>", phrase(khan)}),
		},
		"a value corrected at the end, at which the run ends": {
			all(toProbe, []string{"1", "2 Mar 2027", "<1m>", "d", "1", "<1m>", "yes", "<1m>", "t", "<1m>", "d", "<11m>", "d", "<1m>", "d", "c", "1", "failed", "misread it", "j.bell", "2", "not fit for use", "sign", phrase(bell), "<1m>", "yes", "sign", phrase(khan)}, leaves),
			all(probeKeys, []string{"<1>", "2 Mar 2027", "<1m>", "<enter>", "<1>", "<1m>", "<y>", "<1m>", "<t>", "<1m>", "<enter>", "<11m>", "<enter>", "<1m>", "<enter>", "<esc>", "<c>", "<1>", "<2>", "misread it", "<1>", "<2>", "not fit for use", phrase(bell), "<1m>", "<y>", "<enter>", phrase(khan)}),
		},
		"a section for each bottle: one ends, one is left out, a name is corrected, a step done again": {
			all(toRound, []string{
				"B-9", "B-2", "<1m>", "d", "<1m>", "1", "<1m>", "d", "<1m>", "d", ".r", "not shaken well", "<1m>", "d", "B-2", ".l", "1", "it was borrowed", "B-3", "<1m>", "d", "2", "<1m>", "yes", "<1m>", "yes",
				"c", "2", "B-1", "misread it", "<1m>", "d", "took B-3 to the fume hood", "sign", phrase(khan),
			}, leaves),
			all(roundKeys, []string{
				"B-2", "<1m>", "<enter>", "<1>", "<1m>", "<enter>", "<1m>", "<enter>", "<esc>", "<r>", "not shaken well", "<1m>", "<enter>", "<esc>", "<l>", "<1>", "it was borrowed",
				"B-3", "<1m>", "<enter>", "<2>", "<1m>", "<y>", "<1m>", "<y>", "<c>", "<2>", "B-1", "misread it", "<1m>", "<enter>", "<enter>", "took B-3 to the fume hood", "<enter>", phrase(khan),
			}),
		},
		"a product whose row was another one, and what its strength comes to then": {
			all(toTrolley, []string{
				"1", "<1m>", "d", "1000", "<1m>", "c", "2", "Strong tablets", "wrong jar", "told the lead", "<1m>", "d", "<1m>", "t", "<5m>", "d", "<1m>", "d", "sign", phrase(khan),
			}, leaves),
			all(trolleyKeys, []string{
				"<1>", "<1m>", "<enter>", "1000", "<1m>", "<c>", "<2>", "<2>", "wrong jar", "told the lead", "<1m>", "<enter>", "<1m>", "<t>", "<5m>", "<enter>", "<1m>", "<enter>", "<enter>", phrase(khan),
			}),
		},
		"a product that nobody chose: what depends on it is not done": {
			all(toTrolley, []string{
				".n", "the label is gone", "<1m>", "n", "no product", "<1m>", "n", "no product either", "<1m>", "d", "left it dry", "left it dry", "left it dry", "sign", phrase(khan),
			}, leaves),
			all(trolleyKeys, []string{
				"<esc>", "<n>", "the label is gone", "<1m>", "<n>", "no product", "<1m>", "<n>", "no product either", "<1m>", "<enter>", "<enter>", "left it dry", "<enter>", "left it dry", "<enter>", "left it dry", "<enter>", phrase(khan),
			}),
		},
		"a section of which every item is left out, and a hand-over after it": {
			all(toShelves, []string{".l", "1", "it is full", ".l", "1", "it is full too", ".h", "sign it for me", "sign", phrase(khan), "j.bell", "a", "sign", phrase(bell), "<1m>", "sign", phrase(bell)}, leaves),
			all(shelvesKeys, []string{"<esc>", "<l>", "<1>", "it is full", "<esc>", "<l>", "<1>", "it is full too", "<esc>", "<h>", "sign it for me", phrase(khan), "<1>", "<enter>", phrase(bell), "<1m>", "<enter>", phrase(bell)}),
		},
		"an indicator that was left out": {
			all(toProbe, []string{"1", "2 Mar 2027", "<1m>", "d", ".n", "no strip left", "j.bell", "1", "another strip passed", "sign", phrase(bell), "<1m>", "t", "<1m>", "d", "<10m>", "d", "<1m>", "d", "sign", phrase(khan)}, leaves),
			all(probeKeys, []string{
				"<1>", "2 Mar 2027", "<1m>", "<enter>", "<esc>", "<n>", "no strip left", "<1>", "<1>", "another strip passed", phrase(bell), "<1m>", "<t>", "<1m>", "<enter>", "<10m>", "<enter>", "<1m>", "<enter>", "<enter>", phrase(khan),
			}),
		},
	} {
		at := open
		if strings.HasPrefix(name, "a first start") {
			at = empty
		}
		lines, keys := at(t), at(t)
		out := lines.talks(timesIn(job.lines)...)
		frame := fullScreen(t, keys, job.keys)
		if got, want := facts(t, lines), facts(t, keys); !slices.Equal(got, want) || len(completions(lines)) != 1 {
			t.Errorf("%s: the dialogue writes\n%s\nand the full screen\n%s\nsaid:\n%s\nshown last:\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"), out, frame)
		}
	}
}

// The first three steps of the page that asks for time and for other people, as
// lines and as keys.
var (
	crewDone = []string{
		"check with others", "1", "s", "a.khan", "<1m>", "o", "1", "<1m>", "d", "<1m>", "d", "<1m>", "t", "<11m>", "yes",
	}
	crewKeys = []string{
		"check with others", "<enter>", "<1>", "<1m>", "<o>", "<1>", "<1m>", "<enter>", "<1m>", "<enter>", "<1m>", "<t>", "<11m>", "<y>",
	}
)

// The approval of the page that says what must not pass, and the start of its run.
var (
	toProbe     = []string{"disinfect the probe", "1", "r", "a", "j.bell", phrase(bell), "s", "a.khan"}
	probeKeys   = []string{"disinfect the probe", "<a>", "<enter>", phrase(bell), "<enter>", "<1>"}
	toTrolley   = []string{"wipe the trolley", "1", "r", "a", "j.bell", phrase(bell), "s", "a.khan"}
	trolleyKeys = []string{"wipe the trolley", "<a>", "<enter>", phrase(bell), "<enter>", "<1>"}
	toShelves   = []string{"wipe the shelves", "1", "r", "a", "j.bell", phrase(bell), "s", "a.khan"}
	shelvesKeys = []string{"wipe the shelves", "<a>", "<enter>", phrase(bell), "<enter>", "<1>"}
	toRound     = []string{"look at every bottle", "1", "r", "a", "j.bell", phrase(bell), "s", "a.khan"}
	roundKeys   = []string{"look at every bottle", "<a>", "<enter>", phrase(bell), "<enter>", "<1>"}
)

// timesIn returns lines with their times as times.
func timesIn(lines []string) []any {
	var out []any
	for _, l := range lines {
		if passed, err := time.ParseDuration(strings.Trim(l, "<>")); err == nil && l[0] == '<' {
			out = append(out, passed)
		} else {
			out = append(out, l)
		}
	}
	return out
}
