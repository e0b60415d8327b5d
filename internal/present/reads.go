package present

import (
	"context"

	"soprun/internal/answers"
	"soprun/internal/model"
	"soprun/internal/study"
)

// Sources are what a front end works on: where acts are handed in, where the log and
// the library are read, the station around them, and what forms write and read.
type Sources struct {
	Desk
	Reader
	Library
	Runs
	Station
	Roll
	Files
	Pad
	Printer
	Charts
	Study      Study      // nil where nobody practises
	Rehearsals Rehearsals // nil likewise
}

// Study is where people practise by questions. Nothing of it is a record.
type Study interface {
	Owners() ([]answers.Owner, error)
	// Sit opens the answers of somebody, with their PIN where one seals them. far is told how many
	// pages were read for it, by several goroutines.
	Sit(person, pin string, far func(done, total int64)) (*study.Sitting, error)
}

// Rehearsals are those that were begun and not ended. Nothing of them is a record.
type Rehearsals interface {
	// Unfinished lists those of somebody who practises, and those that are nobody's, newest first.
	Unfinished(person string) ([]model.OpenRun, error)
	EndRehearsal(run string) error
}

// Reader is where lists and documents are read.
type Reader interface {
	// CompletionsFrom reads a part of the signed runs that a query selects, and TraceFrom of
	// those that have what its words say. Each ends early when its context does.
	CompletionsFrom(context.Context, model.Query, model.From) (model.Part[model.Completion], error)
	TraceFrom(context.Context, model.Query, model.From) (model.Part[model.Traced], error)
	Record(entry int64) (model.Record, error)
	Staff() (model.Staff, error)
	DueNow() ([]model.Slot, error) // that are due, late, or missed and not explained, by when they are due
	// Things returns the assets and lots that runs were done with, and what is out of service, or
	// some of that.
	Things(context.Context, model.Which) ([]model.Asset, error)
	// Department is what people are to do, and what they work with.
	Department() (model.Department, error)
}

// Library is where pages are read.
type Library interface {
	Shelf
	// ReadPages lists the pages, and says while it reads files how many it has read, of
	// how many that are new or changed. progress is called by several goroutines.
	ReadPages(progress func(done, total int64)) ([]model.PageRow, error)
	// ListPages is ReadPages, but where very many pages are new or changed it reads only the front
	// matter of those, which are Unchecked; CheckPages reads some of them whole, by their ids, and
	// returns all rows with these ids.
	ListPages(progress func(done, total int64)) ([]model.PageRow, error)
	CheckPages(ids []string) ([]model.PageRow, error)
}

// Runs are where those are read that are open.
type Runs interface {
	OpenRuns() ([]model.OpenRun, error)
	RunSoFar(run string) (model.LoadedRun, error) // to be looked at, not to go on with
}

// Station is the station itself.
type Station interface {
	Empty
	Here() model.Station
	IsSetUp() bool
	Exposure() (model.Exposure, error) // what nobody outside has seen
	FourWords() string                 // a passphrase that is offered
	Verify(ctx context.Context, progress func(done, total int64)) (model.Verdict, error)
}

// Roll is who works here, and how.
type Roll interface {
	Enrolled() (model.Enrolled, error)
}

// People returns everybody who is enrolled.
func (s Sources) People() ([]model.Person, error) {
	all, err := s.Enrolled()
	return all.People, err
}

// Case is what a form is filled in about where nothing was opened.
func (s Sources) Case() (Case, error) {
	all, err := s.Enrolled()
	return Case{People: all.People, Shown: all.Shown, Words: s.FourWords(), Files: s.Files, Pad: s.Pad, Printer: s.Printer, Rules: all.Rules}, err
}
