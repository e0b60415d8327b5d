// Package demo makes up a department: people, approved pages and a year of
// completions with readings, deviations, corrections and countersignatures, all
// through the real engine and with real signatures. Its log says from the first
// entry on that it is a demo, and so does every frame drawn from it. It is what
// the documents picture, what benchmarks measure, and what tests with much data
// read.
package demo

import (
	"cmp"
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/pages"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/page"
)

// A year has as many completions as so few people sign in their working hours; more take
// longer.
const (
	days    = 365
	perYear = 3_500
	busy    = perYear / 8 // from so many on the day after a weekend may not have hours enough
	slack   = 5           // days before the end that are for what is left over: two are working days behind the last that has more
)

// Config says what to make up.
type Config struct {
	Dir         string    // required: an empty or new folder
	Pages       fs.FS     // required: the pages to approve, those that can be
	App         string    // required: version of the program
	Completions int       // how many runs are signed
	Seed        uint64    // the same seed makes up the same year
	End         time.Time // required: when the year, or the years, end; its location is the local zone
	// Progress is called after each completion; nil for silence.
	Progress func(done, total int64)
}

// Member is somebody of the department with the passphrase of their key, which
// is told once and kept nowhere.
type Member struct {
	ID, Name, Passphrase string
	Role                 sop.Role
}

// members are made up; the first is the first administrator too.
var members = []Member{
	{ID: "j.bell", Name: "J. Bell", Role: sop.Supervisor},
	{ID: "m.rossi", Name: "M. Rossi", Role: sop.Supervisor},
	{ID: "a.khan", Name: "A. Khan", Role: sop.Assistant},
	{ID: "d.osei", Name: "D. Osei", Role: sop.Assistant},
	{ID: "e.price", Name: "E. Price", Role: sop.Assistant},
	{ID: "t.nowak", Name: "T. Nowak", Role: sop.Assistant},
	{ID: "l.green", Name: "L. Green", Role: sop.Trainee},
	{ID: "s.ali", Name: "S. Ali", Role: sop.Trainee},
}

// department is the demo while it is made.
type department struct {
	ctx     context.Context //nolint:containedctx // it lives as long as one demo is made
	cfg     Config
	station *station.Station
	scribe  *scribe // who alone writes into the station
	clock   time.Time
	dice    *rand.Rand
	people  []Member
	signers map[string]*keyring.Signer
	pages   []approvable
	deck    []int    // pages that are still to be walked before all begin again
	turns   []int    // members other than the first whose turn is still to come
	signed  []signed // completions that nobody has countersigned yet
	done    int      // completions
	// mornings are when the daily check is still to come.
	mornings []time.Time
	learnt   int // runs of the learner
	assessed int // of those that were watched
	// competent is when the learner was found so last, by procedure.
	competent map[string]time.Time
}

type approvable struct {
	text []byte
	proc *sop.Procedure
	made madeUp
}

type signed struct {
	entry      *int64 // known once it is written
	performer  string
	exceptions int
}

// Make makes the department up in a new folder and returns its people with
// their passphrases. Where ctx is done before its end, what stands in the folder is of no use.
func Make(ctx context.Context, cfg Config) (people []Member, err error) {
	d := &department{ctx: ctx, cfg: cfg, dice: rand.New(rand.NewPCG(cfg.Seed, 218)), signers: map[string]*keyring.Signer{}, competent: map[string]time.Time{}}
	d.cfg.End = cfg.End.Truncate(time.Millisecond) // as the log keeps it
	d.clock = d.cfg.End.AddDate(0, 0, -days*max(perYear, cfg.Completions)/perYear)
	if err := d.readPages(); err != nil {
		return nil, err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	d.scribe = newScribe(d.clock)
	d.station, err = station.Open(station.Config{Dir: cfg.Dir, Now: d.scribe.clock, App: cfg.App, Machine: station.ReadMachine(), Opening: station.ToMakeUp})
	if err != nil {
		return nil, errors.Join(err, d.scribe.end())
	}
	if err = cmp.Or(d.live(), d.scribe.end()); err != nil {
		return nil, errors.Join(err, d.station.Abandon())
	}
	return d.people, d.station.Finish()
}

// garbage is by how many percent the heap grows before it is swept: there is little on it that
// lasts, and much that does not.
const garbage = 400

// live is the time of the department.
func (d *department) live() error {
	for _, part := range []func() error{d.enrol, d.approve, d.scheme, d.work, d.furnish, d.learn} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// write has the scribe write something as of now, and returns what has gone wrong before.
func (d *department) write(do func() error) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	return d.scribe.later(d.clock, do)
}

// ask waits until the scribe has read something as of now.
func (d *department) ask(do func() error) error { return d.scribe.written(d.clock, do) }

// pass lets time go by, up to most, in whole seconds.
func (d *department) pass(least, most time.Duration) {
	span := int64((most - least) / time.Second)
	d.clock = d.clock.Add(least + time.Duration(d.dice.Int64N(span+1))*time.Second)
}

// readPages finds the pages that can be approved and run, with the values that the
// department has set.
func (d *department) readPages() error {
	made, err := readMadeUp(madeUpText)
	if err != nil {
		return err
	}
	err = fs.WalkDir(d.cfg.Pages, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !page.Named(path.Base(name)) {
			return err
		}
		src, err := fs.ReadFile(d.cfg.Pages, name)
		if err != nil {
			return err
		}
		proc, findings := page.Parse(src)
		if page.HasErrors(findings) || proc.Meta.Status != sop.Ready {
			return nil
		}
		m := made[proc.Meta.ID]
		text, err := page.Set(src, page.Options{}, m.settings...)
		if err != nil { // a page of somebody's own has other values to set
			text, err = page.Normalise(src)
		}
		opts := page.Options{ErrorsOnly: true, Figures: pages.FiguresOf(d.cfg.Pages, path.Dir(name))}
		if proc, findings = page.Read(text, opts); err == nil && !page.HasErrors(findings) && len(proc.Locals()) == 0 {
			d.pages = append(d.pages, approvable{text, proc, m})
		}
		return err
	})
	if err == nil && len(d.pages) == 0 {
		err = fmt.Errorf("none of the pages can be approved as it is")
	}
	return err
}

// enrol has everybody admitted. To open a key takes as long as to make one, and writes nothing: it
// is done beside the next admission.
func (d *department) enrol() error {
	var opening sync.WaitGroup
	defer opening.Wait()
	signers, failed := make([]*keyring.Signer, len(members)), make([]error, len(members))
	for i, m := range members {
		words, err := keyring.Offer(crand.Reader)
		if err != nil {
			return err
		}
		m.Passphrase = words
		d.people = append(d.people, m)
		if err := d.ask(func() error { return d.admit(m) }); err != nil {
			return err
		}
		d.pass(time.Minute, 5*time.Minute)
		opening.Go(func() { signers[i], failed[i] = d.station.Signer(m.ID, []byte(words)) })
	}
	opening.Wait()
	for i, m := range members {
		d.signers[m.ID] = signers[i]
	}
	return errors.Join(failed...)
}

// admit makes somebody one of the station; the first sets it up.
func (d *department) admit(m Member) error {
	if m.ID == members[0].ID {
		return d.station.SetUp(model.SetUp{
			Site: "Demo Hospital Haematology", Station: "Bench 2", PersonID: m.ID, Name: m.Name, Passphrase: []byte(m.Passphrase), Demo: true,
		})
	}
	_, err := d.station.Enrol(model.Enrolment{
		By: members[0].ID, ByPass: []byte(d.people[0].Passphrase),
		ID: m.ID, Name: m.Name, Roles: []sop.Role{m.Role}, Passphrase: []byte(m.Passphrase),
	})
	return err
}

func (d *department) approve() error {
	for _, p := range d.pages {
		if err := d.actNow(members[0].ID, model.Approve{Text: p.text, Procedure: p.proc, Effective: d.clock}); err != nil {
			return err
		}
		d.pass(time.Minute, 5*time.Minute)
	}
	return nil
}

// actNow has somebody sign an act without letting time go by.
func (d *department) actNow(by string, act model.Act) error {
	return d.write(func() error {
		_, err := d.sign(by, act)
		return err
	})
}

// sign signs an act, for the scribe.
func (d *department) sign(by string, act model.Act) (entry int64, err error) {
	draft, err := d.station.Prepare(by, act)
	if err != nil {
		return 0, err
	}
	return d.station.SignWith(draft, d.signers[by])
}

// work spreads the completions evenly over the year, within working hours, but for those of
// the daily check.
func (d *department) work() error {
	start := d.clock
	year := d.cfg.End.Sub(start)
	if d.cfg.Completions > busy { // what is left over has the last days, and none reaches behind the end
		year -= slack * 24 * time.Hour
	}
	page, daily := d.daily()
	if daily {
		d.mornings = d.lastMornings(min(d.cfg.Completions/ofDaily, mostDaily))
	}
	others := d.cfg.Completions - len(d.mornings)
	for i := 0; d.done < d.cfg.Completions; {
		due := start.Add(year / time.Duration(others+1) * time.Duration(i+1)).Truncate(time.Minute)
		due = workingHours(due, d.dice.IntN(8*60))
		morning := len(d.mornings) > 0 && (i >= others || d.mornings[0].Before(due))
		if morning {
			due, d.mornings = d.mornings[0], d.mornings[1:]
		}
		if due.After(d.clock) && due.Before(d.cfg.End) {
			d.clock = due
		}
		before := d.done
		if err := d.next(page, morning); err != nil {
			return fmt.Errorf("completion %d: %w", d.done+1, err)
		}
		if !morning {
			i += d.done - before
		}
		if err := d.review(); err != nil {
			return err
		}
		if err := d.progress(int64(d.done)); err != nil {
			return err
		}
	}
	return nil
}

// progress tells how many completions are written, once they are.
func (d *department) progress(done int64) error {
	return d.write(func() error {
		if d.cfg.Progress != nil {
			d.cfg.Progress(done, int64(d.cfg.Completions))
		}
		return nil
	})
}

// next walks the daily check, or another page.
func (d *department) next(daily approvable, morning bool) error {
	if morning {
		_, err := d.perform(daily, members[2+d.dice.IntN(4)].ID)
		return err
	}
	return d.walk()
}

// The check that is carried out on every working day of the last weeks, so that there is
// something to see in its readings: which part of all completions, and how many at most.
const (
	dailyCheck = "SOP-EQ-014"
	ofDaily    = 4
	mostDaily  = 45
)

// daily returns the page of the daily check, and false where the department has none.
func (d *department) daily() (approvable, bool) {
	i := slices.IndexFunc(d.pages, func(p approvable) bool { return p.proc.Meta.ID == dailyCheck })
	if i < 0 {
		return approvable{}, false
	}
	return d.pages[i], true
}

// atWork returns an instant, or the next morning where nobody is there any more.
func atWork(t time.Time) time.Time {
	switch h := t.Hour(); {
	case h >= 17:
		return workingHours(t.AddDate(0, 0, 1), t.Minute())
	case h < 8:
		return workingHours(t, t.Minute())
	default:
		return t
	}
}

// review countersigns the oldest completion that waits, most of the time. The newest three
// are left to whoever tries the demo.
func (d *department) review() error {
	if len(d.signed) < 4 || d.dice.IntN(10) == 0 {
		return nil
	}
	oldest := d.signed[0]
	supervisor := members[d.dice.IntN(2)].ID
	if supervisor == oldest.performer {
		return nil
	}
	d.pass(time.Minute, 10*time.Minute)
	said := fine
	if oldest.exceptions > 0 {
		said = discussed
	}
	comment := d.pick(said)
	d.signed = d.signed[1:]
	return d.write(func() error {
		_, err := d.sign(supervisor, model.Countersign{Entry: *oldest.entry, Comment: comment})
		return err
	})
}

// What a supervisor writes beside a countersignature, where there were no exceptions, and
// where there were.
var (
	fine      = []string{"", "", "", "Looked through it.", "No action needed."}
	discussed = []string{"", "Exceptions discussed with the performer.", "Read with the performer; what was done is right.", "Seen. Followed up at the huddle."}
)
