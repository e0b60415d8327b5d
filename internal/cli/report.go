package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/internal/station"
)

// reportFlags are what a report is about and where it goes.
type reportFlags struct {
	only           selection
	asset, field   string
	month          string
	list, words    string
	file           string
	html, pdf, csv string
	asJSON, schema bool
}

func (a *app) reportCmd() *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use: "report [N...]", Short: "Write a report: a record, a set of them, a person's, an asset's month on a sheet, or a list", Args: cobra.ArbitraryArgs,
		Long: "Write a copy of a part of the log, to be printed, mailed or calculated with: the records in the entries that\n" +
			"are named, each in full; those that the options select, a row each with every value beside its limits; with\n" +
			"--sop and --month, and --asset where it is done for several, one sheet with a row for each day; or a list.\n" +
			"It says what selected it, how many of how many it holds, and of which log at which moment it is a copy.\n" +
			"FILE is new, and - is standard output. What can be proved to a stranger is a bundle: soprun export.",
		Example: "soprun report 812 --pdf 812.pdf\nsoprun report --sop SOP-EQ-014 --asset FR-001 --month 2026-10 --pdf october.pdf\n" +
			"soprun report --person a.khan --since 2026-11-01 --html a.khan.html --csv a.khan.csv\nsoprun report --list people --json",
	}
	cmd.RunE = a.doLong(func(cmd *cobra.Command, args []string) error {
		if f.schema {
			_, err := a.stdout.Write(report.Schema)
			return err
		}
		want, err := a.wanted(cmd, args, f)
		if err != nil {
			return err
		}
		outputs, err := f.outputs()
		if err != nil {
			return err
		}
		return a.withStation(func(s *station.Station) error {
			if err := checkWanted(s, want); err != nil {
				return err
			}
			list, _ := present.ListNamed(want.List)
			b, err := a.listed(s, list)
			if err != nil {
				return err
			}
			return a.writeReports(cmd.Context(), b, want, outputs)
		})
	})
	f.only.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.asset, "asset", "", "only records with this item, and of them only what was recorded of it, for example FR-001")
	flags.StringVar(&f.field, "field", "", "only records with a value of this field, by when it was recorded, for example now: those of a chart")
	flags.StringVar(&f.month, "month", "", "only of this month, for example 2026-10")
	flags.StringVar(&f.words, "words", "", "only records that a trace of these words finds")
	flags.StringVar(&f.list, "list", "", "the rows of this list instead: "+strings.Join(listNames(), ", "))
	flags.StringVar(&f.file, "file", "", "write it into this file, in the format that its name ends in: .pdf, .html, .csv or .json")
	flags.StringVar(&f.html, "html", "", "write it into this file as one HTML page")
	flags.StringVar(&f.pdf, "pdf", "", "write it into this file as PDF, on A4")
	flags.StringVar(&f.csv, "csv", "", "write it into this file as CSV, a row for each value")
	flags.BoolVar(&f.asJSON, "json", false, "print it as one JSON object")
	flags.BoolVar(&f.schema, "schema", false, "print the JSON Schema of --json, and make no report")
	return cmd
}

// listNames are the lists of which a report can be made: the log has options of its own.
func listNames() (names []string) {
	for _, l := range present.Lists {
		if !l.Long {
			names = append(names, l.Name)
		}
	}
	return names
}

// wanted reads what a report is about.
func (a *app) wanted(cmd *cobra.Command, args []string, f reportFlags) (want model.Wanted, err error) {
	if want.Query, err = a.query(cmd, f.only); err != nil {
		return want, err
	}
	want.Query.Words, want.Asset, want.Field, want.List = f.words, strings.TrimSpace(f.asset), strings.TrimSpace(f.field), f.list
	if f.month != "" {
		if want.Month, err = time.ParseInLocation("2006-01", f.month, a.clock.Now().Location()); err != nil {
			return want, misuse("--month %q: write a month, like 2026-10", f.month)
		}
		if f.only.since != "" || f.only.until != "" {
			return want, misuse("--month says from when to when: leave --since and --until out")
		}
		want.Query.Since, want.Query.Until = want.Month, want.Month.AddDate(0, 1, 0)
	}
	for _, text := range args {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return want, misuse("%q is no entry number; soprun log lists them", text)
		}
		want.Entries = append(want.Entries, n)
	}
	selects := want.Query != (model.Query{}) || want.Asset != "" || want.Field != ""
	switch {
	case want.Entries != nil && (selects || want.List != ""):
		return want, misuse("name entries, or say what selects records, not both")
	case want.List != "" && !slices.Contains(listNames(), want.List):
		return want, misuse("there is no list %q; there are %s", want.List, strings.Join(listNames(), ", "))
	case want.List != "" && (selects && want.Query != model.Query{Words: want.Query.Words} || want.Asset != "" || want.Field != ""):
		return want, misuse("a list takes --words alone")
	}
	return want, nil
}

// checkWanted refuses what nobody knows here.
func checkWanted(s *station.Station, want model.Wanted) error {
	q := want.Query
	if err := checkNames(s, q.Person, q.SOP, q.Code, q.Countersigner); err != nil || want.Asset == "" {
		return err
	}
	return s.CheckKnown(model.Named{Kind: model.NamedItem, ID: want.Asset, Of: want.Query.SOP})
}

// stdout is where a report goes that no file is named for.
const stdoutName = "-"

// output is a report in one format, and where it goes.
type output struct {
	kind, file string
}

// outputs are the formats that are asked for.
func (f reportFlags) outputs() (out []output, err error) {
	toStdout := 0
	if f.file != "" && present.ReportKind(f.file) == "" {
		return nil, misuse("--file %q says no format: end it in .pdf, .html, .csv or .json", f.file)
	}
	for _, o := range []output{{present.ReportKind(f.file), f.file}, {"html", f.html}, {"pdf", f.pdf}, {"csv", f.csv}, {"json", map[bool]string{true: stdoutName}[f.asJSON]}} {
		if o.file == "" {
			continue
		}
		if o.file == stdoutName {
			toStdout++
		}
		out = append(out, o)
	}
	switch {
	case len(out) == 0:
		return nil, misuse("say as what: --file FILE, --pdf FILE, --html FILE, --csv FILE or --json")
	case toStdout > 1:
		return nil, misuse("one report goes to standard output: give files for the others")
	}
	return out, nil
}

// writeReports writes what is wanted in each format, and says what was written: on standard
// error where a report is on standard output.
func (a *app) writeReports(ctx context.Context, b *effects.Place, want model.Wanted, outputs []output) error {
	for _, o := range outputs {
		if o.kind == "pdf" && o.file == stdoutName && isTerminal(a.stdout) {
			return misuse("a PDF is no text: send it to a file, like --pdf report.pdf")
		}
		if o.file != stdoutName {
			if err := disk.Free(a.path(o.file)); err != nil {
				return err
			}
		}
	}
	for _, o := range outputs {
		r, err := a.writeReport(ctx, b, want, o)
		if err != nil {
			return err
		}
		to, name := a.stdout, disk.Shown(o.file)
		if o.file == stdoutName {
			if r.Count > 0 {
				continue
			}
			to, name = a.stderr, "The report"
		}
		if _, err := fmt.Fprintf(to, "%s holds %s.\n", name, r.Holds()); err != nil {
			return err
		}
	}
	return nil
}

// tries is how often a report is begun again that the log went on under.
const tries = 3

// writeReport writes a report as it stands at one moment.
func (a *app) writeReport(ctx context.Context, b *effects.Place, want model.Wanted, o output) (r report.Report, err error) {
	for range tries {
		var done bool
		if r, done, err = a.tryReport(ctx, b, want, o); done || err != nil {
			return r, err
		}
	}
	return r, errors.New("the log went on while the report was written: nothing was written, write it again when less is done")
}

// tryReport writes a report unless the log went on meanwhile.
func (a *app) tryReport(ctx context.Context, b *effects.Place, want model.Wanted, o output) (r report.Report, done bool, err error) {
	r, err = report.Compose(ctx, report.Source{Sources: sourcesOf(b), Now: a.clock.Now()}, want)
	if err != nil {
		return r, false, err
	}
	to, err := a.createReport(o.file)
	if err != nil {
		return r, false, err
	}
	defer to.Discard()
	out := bufio.NewWriter(to)
	switch o.kind {
	case "html":
		err = r.WriteHTML(ctx, out)
	case "pdf":
		err = r.WritePDF(ctx, out)
	case "csv":
		err = r.WriteCSV(ctx, out)
	default:
		err = r.WriteJSON(ctx, out)
	}
	if err = errors.Join(err, out.Flush()); err != nil || !r.Unchanged() {
		return r, false, err
	}
	if o.file != stdoutName {
		return r, true, to.Commit()
	}
	if _, err = to.Seek(0, io.SeekStart); err == nil {
		_, err = io.Copy(a.stdout, to)
	}
	return r, true, err
}

// createReport begins the file of a report: for standard output one that is not kept.
func (a *app) createReport(file string) (*disk.NewFile, error) {
	if file != stdoutName {
		return disk.Create(a.path(file))
	}
	f, err := os.CreateTemp("", "soprun-*")
	return &disk.NewFile{File: f}, err
}

// printer writes the reports that are asked for on the screens and in the dialogue.
type printer struct {
	app   *app
	place *effects.Place
	ctx   context.Context //nolint:containedctx // it lives as long as the screens
}

// Report writes a report in the format that the name of its file ends in.
func (p printer) Report(want model.Wanted, file string) (holds string, err error) {
	r, err := p.app.writeReport(p.ctx, p.place, want, output{present.ReportKind(file), file})
	if err != nil {
		return "", err
	}
	return r.Holds(), nil
}
