package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/hub"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/internal/station"
	"soprun/internal/store"
)

// errCopied is returned for whatever would be written to the log of another station.
var errCopied = errors.New("this is a copy of the log of another station: what is signed or written about it is done at that station, there or over SSH")

// copied are the copies of a hub's logs, verified, and the key that seals what is derived
// from them.
type copied struct {
	all []hub.Copy
	key *store.CopyKey
}

// around takes what is new in the hub over, and returns the copies that --station selects. A hub
// that is away is said, and the copies are as they were.
func (a *app) around(ctx context.Context) (c copied, err error) {
	copies, err := a.copies()
	if err != nil {
		return c, err
	}
	all, err := copies.Pull(ctx)
	if err != nil {
		away := err
		if all, err = copies.List(); err != nil || len(all) == 0 || ctx.Err() != nil {
			return c, away
		}
		if err := a.warn("%v; what is shown is as it was on %s", away, all[0].At.In(a.clock.Now().Location()).Format("2 Jan 2006 at 15:04")); err != nil {
			return c, err
		}
	}
	if c.key, err = copies.Key(); err != nil {
		return c, err
	}
	for _, of := range all {
		if of.Blocked != "" {
			if err := a.warn("%s is BLOCKED, what is shown of it ends with its first %s: %s", of.Log, present.Entries(of.Entries), of.Blocked); err != nil {
				return c, err
			}
		}
		if (of.Entries > 0 || of.Blocked != "") && a.selects(of) {
			c.all = append(c.all, of)
		}
	}
	if len(c.all) == 0 && a.which != "" {
		return c, fmt.Errorf("--station %q: no station of the hub is of that site, or has that in the name of its log", a.which)
	}
	return c, nil
}

func (a *app) selects(of hub.Copy) bool {
	return strings.HasPrefix(of.Site, a.which) || strings.Contains(of.Log, a.which)
}

func (a *app) warn(format string, args ...any) error {
	if a.warned != nil {
		a.warned(present.Capital(fmt.Sprintf(format, args...)) + ".")
		return nil
	}
	_, err := io.WriteString(a.stderr, disk.Lines(fmt.Sprintf("soprun: warning: "+format+"\n", args...)))
	return err
}

// openCopy opens a copy to be read.
func (a *app) openCopy(of hub.Copy, key *store.CopyKey) (*station.Station, error) {
	cfg := a.stationAt(of.Dir)
	cfg.Opening, cfg.Key = station.ToRead, key
	return a.openWaiting(cfg)
}

// onCopies does the work of a command on each copy, one after the other, by site. What goes
// wrong with one is said, and the others go on.
func (a *app) onCopies(work func(*station.Station) error) error {
	c, err := a.around(context.Background())
	if err != nil {
		return err
	}
	if len(c.all) == 0 {
		return errors.New(strings.ToLower(present.HubLists[0].Empty[:1]) + strings.TrimSuffix(present.HubLists[0].Empty[1:], "."))
	}
	out, failed := &among{app: a, to: a.stdout, several: len(c.all) > 1}, 0
	defer func() { a.stdout = out.to }()
	for _, of := range c.all {
		if of.Entries == 0 {
			continue // it was said why
		}
		err := out.on(of, func() error {
			s, err := a.openCopy(of, c.key)
			if err != nil {
				return err
			}
			a.copied = of.Dir
			return errors.Join(work(s), s.Close())
		})
		if errors.Is(err, errCopied) {
			return err
		}
		if err != nil {
			if failed++; !errors.Is(err, errSilent) {
				_, _ = io.WriteString(a.stderr, disk.Lines(fmt.Sprintf("soprun: error: %s: %v\n", of.Log, err))) // as report does
			}
		}
	}
	if failed > 0 {
		return errSilent
	}
	return nil
}

// among prints what a command says of several stations: under a heading each, and where it
// prints JSON or CSV with the site and the log before the rest.
type among struct {
	app     *app
	to      io.Writer
	several bool
	headed  bool // the header of CSV was printed
}

func (m *among) on(of hub.Copy, work func() error) error {
	asJSON, asCSV := slices.Contains(m.app.args, "--json"), slices.Contains(m.app.args, "--csv")
	if !asJSON && !asCSV {
		if m.several {
			if _, err := io.WriteString(m.to, disk.Lines(fmt.Sprintf("%s  %s\n", of.Site, of.Log))); err != nil {
				return err
			}
		}
		return work()
	}
	var said bytes.Buffer
	m.app.stdout = &said
	err := work()
	if asJSON {
		return errors.Join(err, m.json(of, said.Bytes()))
	}
	return errors.Join(err, m.csv(of, &said))
}

func (m *among) json(of hub.Copy, lines []byte) error {
	site, err := json.Marshal(of.Site)
	if err != nil {
		return err
	}
	log, err := json.Marshal(of.Log)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(lines) {
		if rest, object := bytes.CutPrefix(line, []byte("{")); object {
			line = fmt.Appendf(nil, `{"site":%s,"log":%s,%s`, site, log, rest)
		}
		if _, err := m.to.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func (m *among) csv(of hub.Copy, said io.Reader) error {
	in := csv.NewReader(said)
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil {
		return err
	}
	out := csv.NewWriter(m.to)
	for i, row := range rows {
		before := []string{of.Site, of.Log}
		if i == 0 {
			if m.headed {
				continue
			}
			m.headed, before = true, []string{"site", "log"}
		}
		if err := out.Write(append(before, row...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// addHubLists adds each list of a hub as a command.
func (a *app) addHubLists(root *cobra.Command) {
	for _, l := range present.HubLists {
		root.AddCommand(a.hubListCmd(l))
	}
}

func (a *app) hubListCmd(l present.List) *cobra.Command {
	var asJSON, asCSV bool
	cmd := &cobra.Command{
		Use: l.Command, Short: "List " + l.Does, Args: cobra.NoArgs, Example: "soprun --hub postgres://quality_lead@hub/soprun " + l.Command,
		RunE: a.do(func(cmd *cobra.Command, _ []string) error {
			if a.hub == "" {
				return misuse("which hub? give its URL with --hub")
			}
			c, err := a.around(cmd.Context())
			if err != nil {
				return err
			}
			rows := present.StationRows(a.apart(c))
			switch each := eachRow(rows); {
			case asJSON:
				return report.RowsJSON(a.stdout, l, each)
			case asCSV:
				return report.RowsCSV(a.stdout, l, each)
			}
			_, err = io.WriteString(a.stdout, disk.Lines(strings.Join(a.sayStations(l, rows), "\n")+"\n"))
			return err
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line: "+strings.Join(l.Columns, ", "))
	cmd.Flags().BoolVar(&asCSV, "csv", false, "the same as CSV, with a header")
	cmd.MarkFlagsMutuallyExclusive("json", "csv")
	return cmd
}

func eachRow(rows []present.Row) iter.Seq2[present.Row, error] {
	return func(yield func(present.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// sayStations says the stations in words, by site.
func (a *app) sayStations(l present.List, rows []present.Row) (lines []string) {
	if len(rows) == 0 {
		return []string{l.Empty}
	}
	return sayPicks(present.StationPicks(rows, a.clock.Now()))
}

// sayPicks says rows under what they stand under.
func sayPicks(all []present.Pick) (lines []string) {
	for i, c := range all {
		if i == 0 || all[i-1].Group != c.Group {
			lines = append(lines, c.Group)
		}
		lines = append(lines, "  "+c.Line)
	}
	return lines
}

// apart is what waits at each station.
func (a *app) apart(c copied) (rows []present.Apart) {
	far := a.progress("looking at each station")
	for i, of := range c.all {
		row := present.Apart{Site: of.Site, Name: filepath.Base(filepath.Dir(of.Log)), Log: of.Log, Entries: of.Entries, Heard: of.Heard, Blocked: of.Blocked}
		if of.Entries > 0 {
			row = a.lookIn(row, of, c.key)
		}
		if rows = append(rows, row); far != nil {
			far(int64(i+1), int64(len(c.all)))
		}
	}
	return rows
}

func (a *app) lookIn(row present.Apart, of hub.Copy, key *store.CopyKey) present.Apart {
	s, err := a.openCopy(of, key)
	if err != nil {
		row.Fault = err.Error()
		return row
	}
	about := s.About()
	row.Name, row.Closed = about.Name, about.Closed
	row = row.With(effects.New(s, a.clock.Now))
	if err := s.Close(); err != nil {
		row.Fault = err.Error()
	}
	return row
}
