package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/adrg/xdg"

	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/guest"
	"soprun/internal/pages"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/internal/store"
	"soprun/internal/witness"
	"soprun/procedures"
)

// dir returns the folder of the log and the keys.
func (a *app) dir() string {
	if a.data != "" {
		return a.data
	}
	if dir := a.getenv("SOPRUN_DATA"); dir != "" {
		return dir
	}
	return filepath.Join(xdg.DataHome, "soprun")
}

// openStation opens the log for a command; the caller closes it. It waits for a log
// that another soprun has open for as long as --wait says.
func (a *app) openStation() (*station.Station, error) {
	if a.visit.station != nil {
		return nil, errors.New("this needs the log alone: close the soprun that has it open, or give --wait 30s")
	}
	return a.openWaiting(a.stationAt(a.dir()))
}

func (a *app) openWaiting(cfg station.Config) (*station.Station, error) {
	s, err := station.Open(cfg)
	for until := time.Now().Add(a.wait); isLocked(err) && time.Now().Before(until); {
		s, err = station.Open(cfg) // which itself waits a little
	}
	return s, err
}

// isLocked reports whether an error is that another process has the log open.
func isLocked(err error) bool {
	var problem *store.Problem
	return errors.As(err, &problem) && problem.Kind == store.Locked
}

// stationAt is what the station of a folder needs from outside.
func (a *app) stationAt(dir string) station.Config {
	return station.Config{
		Build: a.program(), Dir: dir, Now: a.clock.Now, App: version(), Machine: station.ReadMachine(), Uptime: a.clock.Uptime,
		Reading: a.reading("log"), Renewing: a.progress("writing the log anew"), Indexing: a.progress("building the index"),
	}
}

// withStation runs work on a log that must have been set up.
func (a *app) withStation(work func(*station.Station) error) error {
	return a.withAnyStation(func(s *station.Station) error {
		if !s.IsSetUp() {
			return fmt.Errorf("%q: %w", a.dir(), station.ErrNotSetUp)
		}
		if doubt := s.Checked().Fault; doubt != "" {
			if _, err := fmt.Fprintf(a.stderr, "soprun: warning: %s\n", present.Safe(doubt)); err != nil {
				return err
			}
		}
		return work(s)
	})
}

// withAnyStation runs work on a log that may not be there yet. Where another soprun
// has it open, that one runs the command. Nothing may be printed before.
func (a *app) withAnyStation(work func(*station.Station) error) (err error) {
	if a.hub != "" {
		return a.onCopies(work)
	}
	if a.visit.station != nil {
		if err := a.visit.station.KeepIndexing(a.visit.ctx); err != nil { // no command tells a part of it
			return err
		}
		return noRoom(a.visit.station, work)
	}
	s, err := a.openOrVisit()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return noRoom(s, work)
}

// fullError is that a disk is full on which something was written beside the log.
type fullError struct {
	error
	last int64 // the last entry, where anything was recorded meanwhile; else 0, and -1 where another process knows
}

// Unwrap returns the cause.
func (f fullError) Unwrap() error { return f.error }

// noRoom does work and notes, where a disk was full, whether the log is as it was.
func noRoom(s *station.Station, work func(*station.Station) error) error {
	before := s.About().Entries
	err := work(s)
	if !errors.Is(err, syscall.ENOSPC) {
		return err
	}
	if after := s.About().Entries; after > before {
		return fullError{err, after - 1}
	}
	return fullError{err, 0}
}

// openOrVisit opens the log, or has its holder run the command: that ends in an
// exitCode. It waits only where the holder takes no guests.
func (a *app) openOrVisit() (*station.Station, error) {
	cfg := a.stationAt(a.dir())
	cfg.Opening = station.ToWriteOrRead // the screens write, and say why they cannot
	cfg.Examining = a.reading("log")
	for _, cfg.Hasty = range []bool{true, false} { // who takes guests takes them at once
		s, err := a.openElseVisit(cfg)
		if !errors.Is(err, guest.ErrNobody) {
			return s, err
		}
	}
	return a.openWaiting(cfg)
}

// openElseVisit opens the log, or has its holder run the command; guest.ErrNobody is that it takes
// no guests.
func (a *app) openElseVisit(cfg station.Config) (*station.Station, error) {
	s, err := station.Open(cfg)
	if !isLocked(err) {
		return s, err
	}
	code, visited := a.visitHolder()
	if errors.Is(visited, syscall.ENOSPC) {
		return nil, fullError{visited, -1}
	}
	if visited != nil {
		return nil, visited
	}
	return nil, exitCode(code)
}

// folders returns where pages are: shipped, then released by the trust, then the department's own.
func (a *app) folders() ([]fs.FS, error) {
	out := []fs.FS{procedures.FS}
	if released, any := a.releasedPages(); any {
		out = append(out, released)
	}
	if a.pages == "" {
		return out, nil
	}
	info, err := os.Stat(a.path(a.pages))
	if err != nil {
		return nil, misuse("--pages: %v", disk.NoFolder(a.path(a.pages), err))
	}
	if !info.IsDir() {
		return nil, misuse("--pages %q is not a folder", a.pages)
	}
	return append(out, os.DirFS(a.path(a.pages))), nil
}

// openBench opens the log with its pages, for the screens.
func (a *app) openBench() (*effects.Place, *station.Station, error) {
	folders, err := a.folders()
	if err != nil {
		return nil, nil, err
	}
	s, err := a.openToSee(a.stationAt(a.dir()))
	if err != nil {
		return nil, nil, err
	}
	b := effects.New(s, a.clock.Now, folders...)
	b.OwnFolder(a.pages)
	b.WithOthers(a.openOther)
	a.noteRelease(b)
	if build, ok := a.build(); ok {
		b.Remember(a.remembered(), build)
	}
	return b, s, nil
}

// remembered is the file in which the screens keep what their list of pages says.
func (a *app) remembered() string { return filepath.Join(a.path(a.dir()), "pages.list") }

// sources are a station as commands work on it: the log, without its pages.
func (a *app) sources(s *station.Station) present.Sources {
	return sourcesOf(effects.New(s, a.clock.Now))
}

// listed is a station as the command of a list works on it: with its pages, where that is what the
// list tells of, so that it says what the screens say. The copy of another station has those that it approved.
func (a *app) listed(s *station.Station, l present.List) (*effects.Place, error) {
	switch {
	case !l.OfPages:
		return effects.New(s, a.clock.Now), nil
	case a.hub != "":
		return a.withApproved(s)
	}
	b, err := a.withPages(s)
	if err != nil {
		return nil, err
	}
	if l.Whole {
		b.Whole()
	}
	return b, nil
}

// library is the pages of some folders as a command reads them: it says how far it is.
func (a *app) library(folders []fs.FS) *pages.Catalogue {
	c := pages.New(folders...)
	c.Tell(a.reading("pages"))
	return c
}

// withPages is a station with its pages as a command works on them.
func (a *app) withPages(s *station.Station) (*effects.Place, error) {
	folders, err := a.folders()
	if err != nil {
		return nil, err
	}
	b := effects.New(s, a.clock.Now, folders...)
	b.OwnFolder(a.pages)
	b.Tell(a.reading("pages"))
	if build, ok := a.build(); ok { // the screens may have it open, or start on other folders next
		b.Recall(a.remembered(), build)
	}
	return b, nil
}

func sourcesOf(b *effects.Place) present.Sources {
	return present.Sources{Desk: b, Reader: b, Library: b, Runs: b, Station: b, Roll: b, Pad: b, Charts: b}
}

// build tells this build of the program and its folder of pages from others:
// another build may find other faults in the same page.
func (a *app) build() (string, bool) {
	program := a.program()
	if a.pages == "" || program == "" {
		return program + " ", program != ""
	}
	folder := a.path(a.pages)
	return program + " " + folder, filepath.IsAbs(folder)
}

// program tells this build from others, "" where that cannot be told.
func (a *app) program() string {
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(exe)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s %d %d", version(), info.Size(), info.ModTime().UnixNano())
}

// hintFor says what to do about an error, "" when the error says it.
func hintFor(err error) string {
	var problem *store.Problem
	var fork *station.ForkError
	var full fullError
	var at *fs.PathError
	switch {
	case errors.As(err, &problem) && problem.Kind == store.Locked:
		return "where that is soprun serve, work there by ssh"
	case errors.As(err, &problem):
		return "" // a problem with the file says itself what to do
	case errors.As(err, &fork):
		return "leave the log, its backups and that report as they are, and tell the quality lead before anything else is signed"
	case errors.Is(err, station.ErrNotSetUp):
		return "start soprun without a command to set this station up, or name another folder with --data"
	case errors.Is(err, station.ErrClosed):
		return "soprun continue opens the next log, which goes on from this one"
	case errors.Is(err, witness.ErrUnknownLog):
		return "if you know that station, bring what its soprun checkpoint key prints, as a file, with --log-key"
	case errors.Is(err, station.ErrNoWitness):
		return "if you know that witness, bring what its soprun witness prints, as a file, with --witness-key"
	case errors.As(err, &full) && full.last > 0:
		return fmt.Sprintf("the disk of that file is full: free some space, or name another disk; the log is sound, and what was recorded stays: its last entry is %d", full.last)
	case errors.As(err, &full) && full.last < 0:
		return "the disk of that file is full: free some space, or name another disk; what was recorded stays in the log"
	case errors.As(err, &full):
		return "the disk of that file is full; the log is as it was: free some space, or name another disk"
	case errors.Is(err, syscall.ENOSPC):
		return "the disk of that file is full: free some space, or name another disk"
	case errors.Is(err, fs.ErrPermission) && errors.As(err, &at) && filepath.Base(at.Path) == "station.key":
		return "only the station's own account uses its key; soprun inspect looks at the log without it"
	case errors.Is(err, fs.ErrPermission):
		return "this account may not read or write there; ask for the right, or name another folder with --data"
	default:
		return ""
	}
}
