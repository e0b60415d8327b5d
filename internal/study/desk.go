package study

import (
	"strings"
	"time"

	"soprun/internal/answers"
	"soprun/internal/disk"
	"soprun/internal/spaced"
	"soprun/sop/recall"
)

// Desk is where people sit down to practise, each with their own answers.
type Desk struct {
	Books answers.Folder
	// Pages returns what somebody is asked: the pages that they are meant to know. far is told how
	// many were read, by several goroutines.
	Pages func(person string, far func(done, total int64)) ([]Page, error)
	// Closed returns what tells of a day whether nothing is planned on it; nil for none.
	Closed func() (func(spaced.Day) bool, error)
	Now    func() time.Time
	// Enrolled returns an error of a short name that nobody has here; nil for no list.
	Enrolled func(person string) error
	// NoFiles says why nobody writes a file from here; nil where they may.
	NoFiles error
}

// Owners lists who has answered something here.
func (d Desk) Owners() ([]answers.Owner, error) { return d.Books.Owners() }

// Sit opens somebody's answers. pin is empty where they set none; the errors of a PIN are
// those of the answers. far is told how many pages were read for it, by several goroutines.
func (d Desk) Sit(person, pin string, far func(done, total int64)) (*Sitting, error) {
	book, err := d.Books.Open(strings.TrimSpace(person), pin)
	if err != nil {
		return nil, err
	}
	pages, err := d.Pages(book.Person, far)
	if err != nil {
		return nil, err
	}
	var closed func(spaced.Day) bool
	if d.Closed != nil {
		if closed, err = d.Closed(); err != nil {
			return nil, err
		}
	}
	s := &Sitting{Student: New(pages, closed, dated(book.All(), d.Now())), book: book, now: d.Now, noFiles: d.NoFiles}
	if d.Enrolled != nil && len(book.All()) == 0 {
		s.Stranger = d.Enrolled(book.Person)
	}
	return s, nil
}

// dated returns answers with times that can be planned from, in the order in which they were
// given. One from under a clock that was set ahead would put its step off until then, and one
// from under a clock that was set back would count as forgotten since: each counts at the time
// of the one before it, and where there is none it does not count. A day is left to time zones.
func dated(all []answers.Answer, now time.Time) (out []answers.Answer) {
	last := time.Time{}
	for _, a := range all {
		if a.At.Before(last) || a.At.After(now.Add(24*time.Hour)) {
			a.At = last
		}
		if last = a.At; !last.IsZero() {
			out = append(out, a)
		}
	}
	return out
}

// Sitting is somebody who practises.
type Sitting struct {
	*Student
	// Stranger says that nobody has this short name here, where nothing was answered under it
	// either: it may be mistyped. It is nil for everybody else.
	Stranger error

	book *answers.Book
	now  func() time.Time

	noFiles error
}

// Person is who it is.
func (s *Sitting) Person() string { return s.book.Person }

// Aside is where answers were put that could not be read, "" for none.
func (s *Sitting) Aside() string { return s.book.Aside }

// Sealed reports whether a PIN seals their answers.
func (s *Sitting) Sealed() bool { return s.book.Sealed() }

// Seal has a PIN seal their answers. Where one does already, it has to be typed for that.
func (s *Sitting) Seal(before, pin string) error { return s.book.Seal(before, pin) }

// Unseal removes their PIN, which has to be typed for that.
func (s *Sitting) Unseal(pin string) error { return s.book.Unseal(pin) }

// Share writes their answers to a new file, for somebody else to read.
func (s *Sitting) Share(path string) error {
	if s.noFiles != nil {
		return s.noFiles
	}
	f, err := disk.Create(path)
	if err != nil {
		return err
	}
	defer f.Discard() // nothing, where it has its name
	if err := s.book.Share(f); err != nil {
		return err
	}
	return f.Commit()
}

// Left is what is left of today.
func (s *Sitting) Left() Day { return s.Today(s.now()) }

// Ask returns what is asked next today, false when nothing is.
func (s *Sitting) Ask() (Question, bool) { return s.Next(s.now()) }

// Recalls is what is recalled today, of each page of which something was asked.
func (s *Sitting) Recalls() []Progress { return s.Progress(s.now()) }

// Keep keeps an answer. One that could not be kept counts for nothing.
func (s *Sitting) Keep(q Question, right bool, sure spaced.Confidence, took time.Duration) error {
	had := len(s.book.All())
	if err := s.book.Add(q.answered(s.now(), right, sure, took)); err != nil {
		return err
	}
	if all := s.book.All(); had <= len(all) {
		for _, a := range all[had:] { // and what they answered at another terminal
			s.take(a)
		}
	}
	return nil
}

// Judge reports whether an answer is right, with told false where only its person can say.
// Places are of what was shown: the first that is shown is 0.
func (q Question) Judge(places []int, typed []string) (right, told bool) {
	a := recall.Answer{Option: -1, Line: -1, Typed: typed}
	shown := func(n int) int {
		if n < 0 || n >= len(q.Places) {
			return -1
		}
		return q.Places[n]
	}
	switch q.How {
	case recall.Choose:
		if len(places) == 1 {
			a.Option = shown(places[0])
		}
	case recall.Point:
		if len(places) == 1 { // lines are shown as they stand
			a.Line = places[0]
		}
	case recall.Sort:
		for _, n := range places {
			a.Order = append(a.Order, shown(n))
		}
	}
	return q.Face.Judge(a)
}

// Shown are the options, or lines, as they are shown.
func (q Question) Shown() (out []string) {
	switch q.How {
	case recall.Point:
		for _, l := range q.Lines {
			out = append(out, l.Text)
		}
	case recall.Sort:
		for _, n := range q.Places {
			out = append(out, q.Lines[n].Text)
		}
	case recall.Choose:
		for _, n := range q.Places {
			out = append(out, q.Options[n].Text)
		}
	}
	return out
}

// Because is what the page says of the option that was chosen, "" for nothing.
func (q Question) Because(place int) string {
	if q.How != recall.Choose || place < 0 || place >= len(q.Places) {
		return ""
	}
	return q.Options[q.Places[place]].Why
}
