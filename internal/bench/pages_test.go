package bench_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"charm.land/glamour/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/procedures"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// ofPages are the measures of what pages cost.
var ofPages = []measure{
	{work: "one step drawn", unit: "µs", ref: "goldmark, the text of a step", most: 50, grows: not, because: "every part of it is put together anew, in 130 allocations", take: drawsStep},
	{work: "a page laid out", unit: "ms", ref: "glamour", most: 16.7, grows: not, take: laysOut},
	{work: "a page parsed", unit: "ms", ref: "goldmark", grows: not, take: parses},
	{work: "10,000 pages, cold, to the list", atSize: true, unit: "ms", ref: "lstat of each", most: 1000, grows: not, take: lists((*effects.Place).ListPages, false)},
	{work: "10,000 pages, cold, all read whole", atSize: true, unit: "ms", ref: "lstat of each", grows: not, take: lists((*effects.Place).ReadPages, false)},
	{work: "10,000 pages, warm", atSize: true, unit: "ms", ref: "lstat of each", most: 100, grows: not, take: lists((*effects.Place).ListPages, true)},
	{work: "key to frame with 10,000 pages, p99", unit: "ms", ref: "bare Bubble Tea", most: 11, grows: not, because: "Bubble Tea draws 120 times a second, and a bare program of it takes as long; a letter among 10,000 rows takes 2 ms beside that", take: keysAmongMany},
	{work: "first frame with 10,000 pages, warm", unit: "ms", ref: "the same imports to their first word", grows: not, take: firstFrameOfMany},
	{work: "memory at rest with 10,000 pages", unit: "MB", most: 30, grows: not, because: "see memory at rest; 1.5 KB a page are its front matter and what it is found by", take: residentWithMany},
}

// source returns a shipped page.
func source() ([]byte, *sop.Procedure, error) {
	all, err := procedures.All()
	if err != nil || len(all) == 0 {
		return nil, nil, errors.Join(err, errors.New("there is no page"))
	}
	src := all[len(all)/2].Source
	proc, findings := page.Parse(src)
	if page.HasErrors(findings) {
		return nil, nil, fmt.Errorf("%v", findings)
	}
	return src, proc, nil
}

// times repeats a work, so that a clock can tell how long it takes.
func times(n int, work func() error) func() error {
	return func() error {
		for range n {
			if err := work(); err != nil {
				return err
			}
		}
		return nil
	}
}

// per is a figure of works that were repeated.
func per(n int, f figure, err error) (figure, error) {
	return figure{ours: f.ours / amount(n), ref: f.ref / amount(n)}, err
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM))

func drawsStep(w *world) (figure, error) {
	_, proc, err := source()
	if err != nil {
		return figure{}, err
	}
	d := &kittest.Driver{T: w.t, Screen: checklist.New(nobody{}, nil), Perform: opened{proc}.perform}
	d.Env = kit.Env{Width: 80, Height: 24, Now: kittest.Now, Station: model.Station{Name: "Bench 2"}}
	d.Run(kit.Do(session.Resume{Run: "r-01"}))
	d.Run(d.Screen.Init(d.Env))
	d.Press("enter")
	const n = 200
	words := []byte(proc.Sections[0].Steps[0].Text)
	if frame := d.Frame(); !strings.Contains(kittest.Flat(frame), kittest.Flat(string(words))[:20]) {
		return figure{}, fmt.Errorf("the step is not on the screen:\n%s", frame)
	}
	f, err := inTurn(w.turns(9), time.Microsecond, times(n, func() error { d.Screen.View(d.Env); return nil }),
		times(n, func() error { markdown.Parser().Parse(text.NewReader(words)); return nil }))
	return per(n, f, err)
}

// nobody is a bench without people.
type nobody struct{}

func (nobody) People() ([]model.Person, error) { return nil, nil }

// opened has one run that has begun.
type opened struct{ proc *sop.Procedure }

func (o opened) perform(e session.Effect) session.Action {
	load, is := e.(session.LoadRun)
	if !is {
		return nil
	}
	khan := model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}
	r, err := run.New(o.proc)
	if err != nil {
		return session.Opened{At: kittest.Now, Err: err}
	}
	events, err := r.Do(run.Begin{}, khan.ID, kittest.Now)
	return session.Opened{At: kittest.Now, Err: err, Run: model.LoadedRun{OpenRun: model.OpenRun{ID: load.Run, Person: khan}, Procedure: o.proc, Events: events}}
}

func laysOut(w *world) (figure, error) {
	src, _, err := source()
	if err != nil {
		return figure{}, err
	}
	other, err := glamour.NewTermRenderer(glamour.WithWordWrap(78))
	if err != nil {
		return figure{}, err
	}
	n := 0
	return inTurn(w.turns(15), time.Millisecond, func() error {
		n++ // as no page before, so that it is not remembered
		_, err := kit.Prose(fmt.Sprintf("%s\n\nOf turn %d.\n", src, n), 78)
		return err
	}, func() error {
		_, err := other.Render(string(src))
		return err
	})
}

func parses(w *world) (figure, error) {
	src, _, err := source()
	if err != nil {
		return figure{}, err
	}
	return inTurn(w.turns(31), time.Millisecond, func() error { page.Parse(src); return nil },
		func() error { markdown.Parser().Parse(text.NewReader(src)); return nil })
}

// manyPages is more than any department has; a build lists fewer.
func (w *world) manyPages() int {
	if w.small() {
		return 200
	}
	return 10_000
}

// many writes shipped pages under ids of their own, in fifty groups, once.
func (w *world) many() (string, error) {
	n := w.manyPages()
	dir := filepath.Join(w.temp, "pages")
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	shipped, err := procedures.All()
	if err != nil {
		return "", err
	}
	for i := range n {
		src := string(shipped[i%len(shipped)].Source)
		_, rest, _ := strings.Cut(src, "\nid: ")
		id, _, _ := strings.Cut(rest, "\n")
		src = strings.Replace(src, "\nid: "+id+"\n", fmt.Sprintf("\nid: SOP-MANY-%05d\n", i), 1)
		name := filepath.Join(dir, fmt.Sprintf("group-%02d", i%50), fmt.Sprintf("page-%05d.md", i))
		old := time.Now().Add(-time.Hour)
		err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(src), 0o644), os.Chtimes(name, old, old))
		if err != nil {
			return "", err
		}
	}
	return dir, nil
}

// listing is a way to list all pages.
type listing func(on *effects.Place, progress func(done, total int64)) ([]model.PageRow, error)

// lists lists many pages, for the first time or at a next start, beside no more than asking the
// system for each file.
func lists(read listing, warm bool) func(*world) (figure, error) {
	return func(w *world) (out figure, err error) {
		dir, err := w.many()
		if err != nil {
			return out, err
		}
		n := w.manyPages()
		memory := w.fresh("pages.list")
		err = w.within(func(s *station.Station) error {
			list := func(read listing) error {
				on := effects.New(s, time.Now, procedures.FS, os.DirFS(dir))
				if warm {
					on.Remember(memory, "v1")
				}
				rows, err := read(on, func(int64, int64) {})
				if err == nil && len(rows) < n {
					err = fmt.Errorf("%d rows", len(rows))
				}
				return err
			}
			if warm {
				if err := list((*effects.Place).ReadPages); err != nil {
					return err
				}
			}
			out, err = inTurn(w.turns(5), time.Millisecond, func() error { return list(read) }, func() error {
				_, err := sizeOf(dir)
				return err
			})
			return err
		})
		return out, err
	}
}

func keysAmongMany(w *world) (figure, error) {
	dir, err := w.many()
	if err != nil {
		return figure{}, err
	}
	var all strokes
	err = w.on(func(s *screen) error {
		if err := s.rests(); err != nil {
			return err
		}
		all, err = w.strike(s)
		return err
	}, "--pages", dir)
	if err != nil {
		return figure{}, err
	}
	return all.of(slowest), nil
}

func firstFrameOfMany(w *world) (figure, error) {
	dir, err := w.many()
	if err != nil {
		return figure{}, err
	}
	ours, ref, err := programs()
	if err != nil {
		return figure{}, err
	}
	return frames(w.turns(7), func() (time.Duration, error) { return shown("▸", ours, "--data", w.dir, "--pages", dir) },
		func() (time.Duration, error) { return shown("Find", ref, "stays") })
}

func residentWithMany(w *world) (out figure, err error) {
	dir, err := w.many()
	if err != nil {
		return out, err
	}
	err = w.on(func(s *screen) error {
		if err := s.rests(); err != nil {
			return err
		}
		out.ours, err = s.status("VmRSS")
		return err
	}, "--pages", dir)
	return out, err
}
