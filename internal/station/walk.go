package station

import (
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/unicode/norm"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
	"soprun/sop/run"
)

// walks holds what was read and folded before, so that an act does not read
// its page and its run again. s.writing.mu guards it.
type walks struct {
	pages map[string]*sop.Procedure // by SHA-256 of the text
	runs  map[string]walk
}

type walk struct {
	run     run.Run
	entries int // of the log that are folded in
}

// What walks holds at most: a bench has few runs open at a time, a served station one for each
// terminal, and what is looked for stands in records of every page.
const (
	mostWalks = 256
	mostPages = 128
)

// procedure reads the approved text that is kept under a SHA-256. The caller
// holds s.writing.mu.
func (s *Station) procedure(sum string) (*sop.Procedure, error) {
	if p := s.walks.pages[sum]; p != nil {
		return p, nil
	}
	p, _, err := s.Procedure(sum)
	if err != nil {
		return nil, err
	}
	if len(s.walks.pages) >= mostPages || s.walks.pages == nil {
		s.walks.pages = map[string]*sop.Procedure{}
	}
	s.walks.pages[sum] = p
	return p, nil
}

// walk returns an open run as its entries in the log make it. The caller holds
// s.writing.mu.
func (s *Station) walk(log *store.Store, name string) (run.Run, error) {
	at := standingOf(log, name)
	if w := s.walks.runs[name]; at.open && w.entries == at.entries {
		return w.run, nil
	}
	all, err := s.entriesOf(log, name)
	if err != nil {
		return run.Run{}, err
	}
	p, err := s.procedure(all.sha256)
	if err != nil {
		return run.Run{}, err
	}
	r, err := run.Replay(p, all.events)
	if err == nil {
		s.keepWalk(name, r, len(all.events)+1)
	}
	return r, err
}

func (s *Station) keepWalk(name string, r run.Run, entries int) {
	if len(s.walks.runs) >= mostWalks || s.walks.runs == nil {
		s.walks.runs = map[string]walk{}
	}
	s.walks.runs[name] = walk{r, entries}
}

// standing is where an open run stands in the log.
type standing struct {
	open    bool
	owner   string
	owners  []string
	entries int
	moved   time.Duration
	doubt   string    // the value of the clock.doubt that has to come next, "" for none
	latest  time.Time // of the log
}

// events is how many events the run has: its first entry is its start.
func (at standing) events() int { return max(0, at.entries-1) }

func standingOf(log *store.Store, name string) (at standing) {
	log.View(func(st *record.State) {
		at.latest = st.Latest
		if r := st.Open[name]; r != nil {
			at.open, at.owner, at.owners, at.entries = true, r.Person, slices.Clone(r.Owners), len(r.Positions)
			at.moved, at.doubt = r.Moved, r.Doubt()
		}
	})
	return at
}

// ownedBy says in words why somebody does not sign an open run.
func (s *Station) ownedBy(log *store.Store, name, person string) error {
	at := standingOf(log, name)
	var owner string
	log.View(func(st *record.State) { owner = nameOf(st, at.owner) })
	switch {
	case !at.open:
		return refuse(ErrUnknown, "run %q is not open", name)
	case at.owner == person:
		return nil
	case slices.Contains(at.owners, person):
		return refuse(ErrRules, "run %s was taken over by %s", name, owner)
	default:
		return refuse(ErrRules, "run %s is carried out by %s", name, owner)
	}
}

// running returns an open run, and the controls that its own are judged with. The caller
// holds s.writing.mu.
func (s *Station) running(log *store.Store, name string) (r run.Run, measured []sop.Measured, err error) {
	if r, err = s.walk(log, name); err != nil {
		return r, nil, err
	}
	measured, err = s.measured(log, r.Procedure().Meta.ID)
	return r, measured, err
}

// retrace returns a run as it is after events, where those are what the page and its rules
// cause at this point of it. The domain keeps the rules, not the screen.
func retrace(before run.Run, measured []sop.Measured, events []sop.Event) (after run.Run, err error) {
	if err := judgedNow(events, measured); err != nil {
		return after, err
	}
	if after, err = before.Knowing(measured).Retrace(events...); err != nil {
		return after, refuse(ErrRules, "%w", err)
	}
	return after.Knowing(nil), nil
}

// readPage reads a page that is to be approved, and refuses one whose runs
// could not be walked or signed.
func readPage(text []byte) (*sop.Procedure, []byte, error) {
	text, err := page.Normalise(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotReady, err)
	}
	p, findings := page.Parse(text)
	if page.HasErrors(findings) {
		i := slices.IndexFunc(findings, func(f page.Finding) bool { return page.HasErrors([]page.Finding{f}) })
		return nil, nil, fmt.Errorf("%w: %s", ErrNotReady, findings[i])
	}
	if !norm.NFC.IsNormal(text) {
		return nil, nil, fmt.Errorf("%w: %s keeps letters and their accents apart, save it in Unicode form NFC", ErrNotReady, p.Meta.ID)
	}
	if err := record.CheckCodes(p.Meta.Codes); err != nil {
		return nil, nil, fmt.Errorf("%w: a run of %s could never be signed: %w", ErrNotReady, p.Meta.ID, err)
	}
	return p, text, nil
}

// summaryOf returns what a completion says of a run beyond its counts, in the
// record's words.
func summaryOf(sum run.Summary) summary {
	out := summary{Codes: sum.Codes}
	for _, e := range sum.Exceptions {
		out.Exceptions = append(out.Exceptions, record.Exception{Kind: string(e.Kind), Step: e.Step, Item: e.Item, Text: e.Text, Action: e.Action})
	}
	return out.kept()
}

// kept returns a summary with its text as it can be kept.
func (sum summary) kept() summary {
	sum.Exceptions = slices.Clone(sum.Exceptions)
	for i, e := range sum.Exceptions {
		sum.Exceptions[i].Text, sum.Exceptions[i].Action = record.CleanText(e.Text), record.CleanText(e.Action)
	}
	return sum
}

func (sum summary) equal(other summary) bool {
	return slices.Equal(sum.Codes, other.Codes) && slices.Equal(sum.Exceptions, other.Exceptions)
}
