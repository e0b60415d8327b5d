package cli

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/bundle"
	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/internal/store"
	"soprun/internal/tui"
	"soprun/sop/record"
)

func (a *app) inspectCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "inspect [PATH]", Short: "Look at a log, a bundle or a backup, and write nothing", Args: cobra.MaximumNArgs(1),
		Long: "Open the screens to be looked at only: what an inspector is handed at a terminal. It wants no key, and writes\n" +
			"nothing beside the log: no index, no lock, no practice. Nothing can be started, signed or changed; a report\n" +
			"(r on a record) goes into a file that is named for it. PATH is the folder of a station, a bundle (a folder or\n" +
			"a zip that soprun export wrote), or a backup; without it, the station's own log. A bundle and a backup are\n" +
			"verified first, and are not shown where anything in them was changed. While it is open the log can be read\n" +
			"by others, and nobody can write to it.",
		Example: "soprun inspect\nsoprun inspect /media/stick/november.zip\nsoprun inspect --plain",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			path := a.dir()
			if len(args) == 1 {
				path = args[0]
			}
			return a.inspect(cmd.Context(), path)
		}),
	}
	a.plainFlag(cmd)
	return cmd
}

// looked is what is inspected: where its log is, and what is said of it.
type looked struct {
	effects.Inspection
	dir  string
	copy *record.TreeHead // of the log that a bundle was taken from
	key  *store.CopyKey   // of whoever keeps the copy of another station's log
	show present.Link     // a row that is opened at once
	at   time.Time        // at which it is looked at; zero for now
	done func() error     // removes what was unpacked

	unpacked bool // dir is only for this
}

// inspect opens what is at a path to be looked at.
func (a *app) inspect(ctx context.Context, path string) (err error) {
	what, err := a.lookAt(ctx, path)
	if err != nil {
		return err
	}
	return a.look(ctx, what)
}

// look opens the screens on what is inspected.
func (a *app) look(ctx context.Context, what looked) (err error) {
	defer func() { err = errors.Join(err, what.done()) }()
	s, err := a.openToSee(a.lookingAt(what))
	if errors.Is(err, errLeft) {
		return nil
	}
	if err != nil {
		return inUse(err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if what.unpacked { // what is open stays where a file can go before it is closed: a process that is killed leaves nothing then
		_ = os.RemoveAll(what.dir)
	}
	if !s.IsSetUp() {
		return fmt.Errorf("%q: %w", what.dir, station.ErrNotSetUp)
	}
	b, err := a.withApproved(s)
	if err != nil {
		return err
	}
	b.Inspect(what.Inspection)
	src := sourcesOf(b)
	src.Printer = printer{a, b, ctx}
	told := make(chan string, 1)
	defer a.indexing(ctx, s, told)()
	if !a.draws() {
		return a.dialogue(ctx, plain.Config{Sources: src, Perform: b.Perform})
	}
	return a.screen(b, tui.Config{Sources: src, Perform: b.Perform, Show: what.show}, told)
}

// withApproved is a station with the pages that its log has approved.
func (a *app) withApproved(s *station.Station) (*effects.Place, error) {
	pages, err := a.inForce(s)
	if err != nil {
		return nil, err
	}
	return effects.New(s, a.clock.Now, pages), nil
}

// inForce are the pages that the log has approved, whatever stands in a folder here: the folders only
// tell in which group a page with their id stands, since no text and no entry does.
func (a *app) inForce(s *station.Station) (fs.FS, error) {
	groups, err := a.groups()
	if err != nil {
		return nil, err
	}
	var all bytes.Buffer
	z := zip.NewWriter(&all)
	for _, id := range s.Approved() {
		in, ok := s.Approval(id)
		if !ok {
			continue // it was retired
		}
		text, err := s.Text(in.SHA256)
		if err != nil {
			return nil, err
		}
		f, err := z.Create(cmp.Or(groups[id], "approved") + "/" + id + ".md")
		if err == nil {
			_, err = f.Write(text)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(all.Bytes()), int64(all.Len()))
}

// groups are the folders, by the ids of the pages that stand in them here. They are read once, for
// however many logs.
func (a *app) groups() (map[string]string, error) {
	if a.groupOf != nil {
		return a.groupOf, nil
	}
	folders, err := a.folders()
	if err != nil {
		return nil, err
	}
	listed, err := a.library(folders).Listed(a.reading("pages"))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, p := range listed {
		out[p.ID] = strings.ReplaceAll(p.Group, " ", "-")
	}
	a.groupOf = out
	return out, nil
}

// lookingAt is the station of what is inspected: at the moment of a copy, so that it tells
// what was due then.
func (a *app) lookingAt(what looked) station.Config {
	cfg := a.stationAt(what.dir)
	cfg.Opening, cfg.Copy, cfg.Key = station.ToRead, what.copy, what.key
	if !what.at.IsZero() {
		cfg.Now = func() time.Time { return what.at.In(a.clock.Now().Location()) }
	}
	return cfg
}

// inUse says of a log that is open in another soprun what can be done.
func inUse(err error) error {
	if isLocked(err) {
		return fmt.Errorf("%w; to look at it meanwhile, inspect a backup (soprun backup FILE), or what soprun export wrote", err)
	}
	return err
}

// lookAt finds out what is at a path, and verifies what is a copy.
func (a *app) lookAt(ctx context.Context, path string) (looked, error) {
	info, err := os.Stat(a.path(path))
	if err != nil {
		return looked{}, err
	}
	shown := disk.Shown(path)
	if !info.IsDir() && filepath.Base(path) == filepath.Base(station.LogFile("")) {
		path, info = filepath.Dir(a.path(path)), nil
	}
	if info == nil || info.IsDir() && isThere(station.LogFile(a.path(path))) {
		return looked{Inspection: effects.Inspection{What: "the log in " + shown}, dir: a.path(path), done: func() error { return nil }}, nil
	}
	b, err := a.openBundle(path)
	if err != nil {
		return looked{}, err
	}
	out, err := a.unpacked(ctx, b, shown)
	if err != nil {
		return looked{}, errors.Join(err, b.Close())
	}
	return out, nil
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// unpacked verifies a bundle or a backup, and puts its log into a folder of its own, which
// done removes: a log is read from a file. No key is taken out.
func (a *app) unpacked(ctx context.Context, b *bundle.Opened, shown string) (out looked, err error) {
	isBackup, isBundle := hasFile(b, backedUp), hasFile(b, "bundle.json")
	if isBackup == isBundle {
		return out, isNone(shown)
	}
	if out.dir, err = os.MkdirTemp("", "soprun-inspect-*"); err != nil { // which only this user can enter
		return out, err
	}
	out.unpacked = true
	out.done = func() error { return errors.Join(b.Close(), os.RemoveAll(out.dir)) }
	if isBackup {
		out.What = "the backup " + shown
		err = a.unpackBackup(ctx, b, &out)
	} else {
		out.What = "the bundle " + shown
		err = a.unpackBundle(ctx, b, &out)
	}
	if err != nil {
		return out, errors.Join(damaged(shown, err), os.RemoveAll(out.dir))
	}
	out.Verified = a.clock.Now()
	return out, nil
}

// backedUp is the log in a backup.
const backedUp = "log.db"

// isNone says of a path that there is nothing of soprun at it.
func isNone(shown string) error {
	return fmt.Errorf("%s is no folder of a station, no bundle of soprun export, and no backup of soprun backup", shown)
}

// damaged says of a copy that cannot be read whole what to do. A disk that is full, and a
// right that is missing, are no fault of it.
func damaged(shown string, err error) error {
	for _, other := range []error{errAltered, context.Canceled, fs.ErrPermission, syscall.ENOSPC} {
		if errors.Is(err, other) {
			return err
		}
	}
	return fmt.Errorf("%s is damaged (%w): nothing of it is shown. Ask for another one, and keep this one as it is", shown, err)
}

// errAltered is that a copy was changed, of which the faults are printed.
var errAltered = errors.New("was changed since it was made, or is damaged")

func hasFile(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// unpackBackup verifies the log of a backup before anything of it is shown.
func (a *app) unpackBackup(ctx context.Context, b fs.FS, out *looked) error {
	log := station.LogFile(out.dir)
	if err := copyOut(b, backedUp, log); err != nil {
		return err
	}
	report, err := station.Audit(ctx, station.Config{Dir: out.dir}, a.progress("verifying the backup"))
	if err != nil {
		return err
	}
	if !report.OK() {
		return a.altered("backup", report)
	}
	out.at = report.State.Latest
	out.Notes = []string{fmt.Sprintf("The backup was verified just now: %s, root %s. What is due is as of its last entry, %s.", present.Entries(report.Entries), report.Head.Root, out.at.In(a.clock.Now().Location()).Format("2 Jan 2006 15:04"))}
	return nil
}

// unpackBundle verifies a bundle before anything of it is shown.
func (a *app) unpackBundle(ctx context.Context, b fs.FS, out *looked) error {
	report, err := record.VerifyBundle(ctx, b, record.BundleOptions{Progress: a.progress("verifying")})
	if err != nil {
		return err
	}
	if !report.OK() {
		return a.altered("bundle", &report.Report)
	}
	held, err := record.OpenBundle(b)
	if err != nil {
		return err
	}
	if err := store.CopyBundle(ctx, station.LogFile(out.dir), held); err != nil {
		return err
	}
	about := report.About
	out.copy, out.at, out.Part = &held.Head, about.At.Time, !about.Whole()
	signed := "nobody signed its manifest"
	if about.By != "" {
		signed = about.By + " signed its manifest"
	}
	at := out.at.In(a.clock.Now().Location()).Format("2 Jan 2006 15:04")
	out.Notes = []string{fmt.Sprintf("The bundle was verified just now: %s of %s of %s, made on %s, root %s; %s.", present.Thousands(about.Entries), present.Entries(about.Size), about.Log, at, held.Head.Root, signed)}
	if out.Part {
		out.Notes = append(out.Notes, "It is a part of the log: what is not in it is not shown, and what was due is not told.")
	} else {
		out.Notes = append(out.Notes, "What is due is as of "+at+".")
	}
	out.Verify = func(ctx context.Context) (model.Verdict, error) {
		again, err := record.VerifyBundle(ctx, b, record.BundleOptions{})
		if err != nil {
			return model.Verdict{}, err
		}
		return effects.VerdictOf(&again.Report, a.clock.Now()), nil
	}
	return nil
}

// altered prints what is wrong with a copy. Nothing of it is shown.
func (a *app) altered(what string, report *record.Report) error {
	if err := a.printVerdict(report, false); !errors.Is(err, errSilent) {
		return err
	}
	return fmt.Errorf("the %s %w: nothing of it is shown. Ask for another one, and keep this one as it is", what, errAltered)
}
