package plain_test

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/demo"
	"soprun/internal/effects"
	"soprun/internal/practice"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/page"
)

// smoothly is what is typed to walk a page without conditions, times and others.
func smoothly(p *place, proc *sop.Procedure) []string {
	var out []string
	for _, s := range proc.Sections {
		for _, st := range s.Steps {
			for _, a := range st.Alerts {
				if a.Kind.MustAcknowledge() {
					out = append(out, "a")
				}
			}
			for _, f := range st.Fields {
				if f.Calc != nil {
					continue
				}
				for n := range max(1, f.Repeat) {
					out = append(out, typed(p, f, n))
				}
			}
			if st.Critical {
				out = append(out, "yes")
			} else {
				out = append(out, "d")
			}
		}
	}
	return append(out, "end")
}

func typed(p *place, f sop.Field, n int) string {
	if f.Type == sop.File {
		return "feet.jpg"
	}
	return demo.Answer(f, n, p.now).Text
}

func TestEveryWordOfAPageIsSaidInARunThatReachesEveryStep(t *testing.T) {
	all := tuitest.Pages(t, "../..")
	folder := fstest.MapFS{}
	procs := map[string]*sop.Procedure{}
	for name, text := range all {
		text = tuitest.Smooth(text)
		proc, findings := page.Parse([]byte(text))
		if page.HasErrors(findings) {
			t.Fatalf("%s: %v", name, findings)
		}
		folder[name] = &fstest.MapFile{Data: []byte(text), ModTime: opening()}
		procs[name] = proc
		for _, f := range proc.Figures {
			at := path.Join(path.Dir(name), f.Path)
			data, err := os.ReadFile(filepath.Join("../..", at))
			if err != nil {
				t.Fatal(err)
			}
			folder[at] = &fstest.MapFile{Data: data, ModTime: opening()}
		}
	}
	p := open(t)
	p.Place = effects.New(p.station, p.clock, folder)
	rehearsals, err := practice.Open(filepath.Join(t.TempDir(), "practice.db"), p.clock, p.Page)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.practice.Close(); err != nil {
		t.Fatal(err)
	}
	p.practice = rehearsals
	p.WithPractice(rehearsals)
	for name, proc := range procs {
		p.now = p.now.Truncate(24*time.Hour).AddDate(0, 0, 1).Add(9 * time.Hour) // no page runs over midnight: a date of today is answered
		answers := slices.Concat([]string{strings.ToLower(proc.Meta.ID), "1", "r", "p"}, smoothly(p, proc), []string{"q"})
		out, err := p.talk(answers...)
		if err != nil || !strings.Contains(out, "The practice has ended.") {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		_, run, ok := strings.Cut(out, "has started: ")
		if !ok {
			t.Fatalf("%s did not start:\n%s", name, out)
		}
		if lost := tuitest.Missing(run, page.WordsOf(proc)); len(lost) > 0 {
			t.Errorf("%s: the run does not say %q", name, lost)
		}
		if lost := tuitest.Missing(out, page.WordsOf(proc)); len(lost) > 0 {
			t.Errorf("%s: read out it lacks %q", name, lost)
		}
	}
}
