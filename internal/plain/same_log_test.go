package plain_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"soprun/internal/tui"
	"soprun/internal/tuitest"
)

// fullScreen types the answers into the full-screen program: what stands
// in angles is a key, anything else a text that enter ends.
func fullScreen(t *testing.T, p *place, answers []string) string {
	t.Helper()
	m := tuitest.Start(tui.New(tui.Config{
		Bench: p, Practice: p.practice, Now: p.clock,
		ReadFile: func(string) (string, error) { return strings.Repeat("0f", 32), nil },
	}), 80, 24)
	for _, a := range answers {
		if name, isKey := strings.CutPrefix(a, "<"); isKey {
			m = tuitest.Press(m, strings.TrimSuffix(name, ">"))
			continue
		}
		m = tuitest.Press(tuitest.Type(m, a), "enter")
	}
	return tuitest.Frame(m, 80, 24)
}

var (
	timeOfDay = regexp.MustCompile(`\b\d\d:\d\d\b`)
	runID     = regexp.MustCompile(`\br-[0-9A-Z]{16}\b`)
	hash      = regexp.MustCompile(`"(?:sha256|entry_sha256|leaf)":"[A-Za-z0-9+/=]+"`)
)

// facts returns what the log says, entry by entry, without times, names of
// runs, chance and hashes.
func facts(t *testing.T, p *place) []string {
	t.Helper()
	var out []string
	for i := range p.Station().Entries {
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
		fact := hash.ReplaceAllString(runID.ReplaceAllString(timeOfDay.ReplaceAllString(string(text), "HH:MM"), "RUN"), `"hash":"HASH"`)
		out = append(out, fmt.Sprintf("%d signed=%t %s", i, len(raw.Signature) > 0, fact))
	}
	return out
}

func TestBothFrontEndsWriteTheSameLog(t *testing.T) {
	for name, job := range map[string]struct{ lines, keys []string }{
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
				"<enter>", "<enter>", "<1>", "<a>", "<a>", "<y>", "CEN-0012", "<enter>", "<enter>", "2020-01-01", "2 Mar 2027", "9000", "made up a fresh batch",
				"<c>", "<1>", "9600", "misread the cup", "<enter>", "<1>", "<enter>", "<a>", "<n>", "no forceps", "<y>", "<enter>", "3", "4", "feet.jpg", "<enter>",
				"<enter>", "told the lead", phrase(khan),
			},
		},
		"a stopped run": {
			all(toRun, step1, []string{".x", "one bench only", ".s", "fire alarm"}, signed, leaves),
			[]string{"<enter>", "<enter>", "<1>", "<a>", "<a>", "<y>", "<esc>", "<x>", "one bench only", "<esc>", "<s>", "fire alarm", phrase(khan)},
		},
	} {
		lines, keys := open(t), open(t)
		out := lines.says(job.lines, "Signed.")
		frame := fullScreen(t, keys, job.keys)
		if got, want := facts(t, lines), facts(t, keys); !slices.Equal(got, want) || len(completions(lines)) != 1 {
			t.Errorf("%s: the dialogue writes\n%s\nand the full screen\n%s\nsaid:\n%s\nshown last:\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"), out, frame)
		}
	}
}
