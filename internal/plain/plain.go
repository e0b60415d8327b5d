package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/study"
)

// Config is what the dialogue needs from outside.
type Config struct {
	Sources  present.Sources                     // required
	Perform  func(session.Effect) session.Action // required: does what the session asks for
	Now      func() time.Time                    // required: its location is the local zone
	ReadFile func(path string) (string, error)   // required: a file's SHA-256 in hexadecimal
	At       func(run string)                    // is told which run is open here, "" for none; nil for nobody
	Open     string                              // id of a page to open at once, "" for the library
	Practise bool                                // is the home of practice, and ends behind it
	Of       string                              // the page that is practised, "" for any
	Mode     study.Mode                          // in which it is, "" for questions
	// IdleAfter is how long nothing is typed in a run before it asks who is
	// there (H12); 0 for never.
	IdleAfter time.Duration

	In  io.Reader // nil for none
	Out io.Writer // required
	// Hide has what is typed not shown until show is called; nil where nothing
	// is shown anyway. It is called before a passphrase is asked for.
	Hide func() (show func() error, err error)
	// Unhidden says why no passphrase is asked for, where it would be shown; "" where one is.
	Unhidden string
	Width    int  // columns to wrap at, 0 for none
	Echo     bool // In is no terminal: answers are printed, so that the text can be read
}

// ErrUnfinished is returned when the input ended, or the context, while
// something was in progress. What was going on has been said.
var ErrUnfinished = errors.New("the input ended before the end")

// program is one dialogue from its first line to its last.
type program struct {
	cfg     Config
	src     present.Sources
	d       *dialogue
	session session.Session
	failure string // an error that ended what was in progress
	signed  bool   // the last signature is on the disk
	entry   int64  // of the completion that was signed last
	// unfinished says what is lost if the input ends now, "" for nothing. A run
	// in progress says it by itself.
	unfinished string
	rows       []row                   // the lines of the library that were said last
	texts      texts                   // of the pages, as they were listed or opened last
	group      present.Grouping        // what its pages are said under
	read       map[string]bool         // what forms have shown, as it was read out
	opens      func(page string)       // goes to a page
	heard      map[read]present.Chosen // what was read out of lists
	aside      []command               // what can be typed in the lines of a form beside it
	seat       seat                    // of who practises
	fault      string                  // why nothing is signed here, as it was said last
}

// Run holds the dialogue until the person leaves, the input ends or ctx does.
func Run(ctx context.Context, cfg Config) error {
	p := &program{
		cfg: cfg, src: cfg.Sources,
		read: map[string]bool{}, heard: map[read]present.Chosen{},
	}
	p.opens = p.procedure
	p.d = newDialogue(ctx, cfg, p.banner)
	if cfg.Sources.IsSetUp() || p.setUp() {
		if cfg.Open != "" {
			p.procedure(cfg.Open)
		}
		if cfg.Practise {
			p.practise(practising{cfg.Mode, cfg.Of})
		} else {
			p.library()
		}
	}
	return p.end()
}

// banner is what a block has to say of itself.
func (p *program) banner() string {
	if p.seat.taken {
		return present.NoRecord
	}
	return present.Banner(p.src.Here(), p.session)
}

// end says what became of what was in progress.
func (p *program) end() error {
	unfinished := p.unfinished
	if work, ok := p.session.Work(); ok {
		unfinished = fmt.Sprintf("The run %s is put away %s. It goes on there the next time. Nothing was signed.", work.ID, where(work.Run))
		p.d.block = nil
		p.d.last(unfinished)
		p.session, _ = p.session.Do(session.Leave{})
	} else if unfinished != "" {
		p.d.last(unfinished)
	} else {
		p.d.last("Goodbye.")
	}
	switch {
	case p.d.err != nil:
		return p.d.err
	case unfinished != "":
		return ErrUnfinished
	default:
		return nil
	}
}

// during notes what is lost if the input ends while work goes on.
func (p *program) during(unfinished string, work func()) {
	p.unfinished = unfinished
	work()
	if !p.d.gone {
		p.unfinished = ""
	}
}

// do gives the session an action and performs what follows until nothing does.
func (p *program) do(a session.Action) {
	if s, ok := a.(session.Signed); ok && s.Err == nil {
		p.signed, p.entry = true, s.Entry
	}
	next, effects := p.session.Do(a)
	was, _ := p.session.Work()
	p.session = next
	if is, _ := next.Work(); p.cfg.At != nil && is.ID != was.ID {
		p.cfg.At(is.ID)
	}
	for _, e := range effects {
		if report, ok := e.(session.Report); ok {
			p.failure = report.Err.Error()
			continue
		}
		p.do(p.cfg.Perform(e))
	}
}

// failed says the error that ended what was in progress, if there is one.
func (p *program) failed() {
	if p.failure != "" {
		p.d.say(present.Sentence(p.failure))
		p.failure = ""
	}
}

// trouble says an error and reports whether there was one.
func (p *program) trouble(err error) bool {
	if err != nil {
		p.d.say(present.Sentence(err.Error()))
	}
	return err != nil
}
