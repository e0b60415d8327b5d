package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/chart"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/internal/station"
)

// The cells in which a chart is printed.
const (
	chartWidth  = 78
	chartHeight = 17
)

// charting is a chart as a command.
type charting struct {
	app                  *app
	item, since, until   string
	svg                  string
	slots, asJSON, asCSV bool
	ascii                bool
}

func (a *app) chartCmd() *cobra.Command {
	in := &charting{app: a}
	cmd := &cobra.Command{
		Use: "chart [ID [FIELD]]", Short: "Draw readings over time, exceptions by step, or slots by day", Args: cobra.MaximumNArgs(2),
		Long: "Draw what was recorded:\n\n" +
			"  of a field that is a number, its readings over time, with limits, mean and what is out;\n" +
			"  of a procedure, its exceptions by step, the most first; without one, those of all;\n" +
			"  with --slots, what was done when it was due, by day.\n\n" +
			"Where it was read for several items, the first is drawn, or that of --item. With --json or --csv all readings of\n" +
			"all items are written, unless a flag says which. A picture for a report is written with --svg.",
		Example: "soprun chart SOP-EQ-014 now --item FR-002\nsoprun chart SOP-EQ-014 now --since 2026-01-01 --svg fridge.svg\nsoprun chart SOP-EQ-014\nsoprun chart SOP-EQ-014 --slots\nsoprun chart SOP-EQ-014 now --csv",
		RunE:    a.do(func(cmd *cobra.Command, args []string) error { return in.run(cmd, args) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&in.item, "item", "", "only what was read of this item, for example FR-002")
	flags.StringVar(&in.since, "since", "", "only since this day, for example 2026-11-01")
	flags.StringVar(&in.until, "until", "", "only up to this day and on it, for example 2026-11-30")
	flags.BoolVar(&in.slots, "slots", false, "what was done when it was due, by day")
	flags.BoolVar(&in.ascii, "ascii", false, "draw with letters and signs only")
	flags.StringVar(&in.svg, "svg", "", "write the picture to this new file as SVG, or to standard output for -")
	flags.BoolVar(&in.asJSON, "json", false, "one JSON object a line")
	flags.BoolVar(&in.asCSV, "csv", false, "the same as CSV, with a header")
	return cmd
}

// of reads what the chart is of from the words and flags of the command.
func (in *charting) of(args []string) (of present.ChartOf, err error) {
	if len(args) > 0 {
		of.SOP = args[0]
	}
	switch {
	case in.slots && len(args) != 1:
		return of, misuse("--slots: name the procedure, and no field")
	case in.slots:
		of.Kind = present.OfSlots
	case len(args) == 2:
		of.Field = args[1]
	default:
		of.Kind = present.OfExceptions
	}
	if in.item != "" && of.Kind != present.OfReadings {
		return of, misuse("--item is of readings: name a field too")
	}
	formats := 0
	for _, is := range []bool{in.asJSON, in.asCSV, in.svg != ""} {
		formats += map[bool]int{true: 1}[is]
	}
	if formats > 1 {
		return of, misuse("give one of --json, --csv and --svg")
	}
	of.Item = in.item
	if of.Since, err = in.app.day("since", in.since); err != nil {
		return of, err
	}
	if of.Until, err = in.app.day("until", in.until); err != nil {
		return of, err
	}
	if !of.Until.IsZero() {
		of.Until = of.Until.AddDate(0, 0, 1) // the day is in it
	}
	of.All = (in.asJSON || in.asCSV) && of.Kind != present.OfSlots && of.Item == "" && of.Since.IsZero() && of.Until.IsZero()
	return of, nil
}

func (in *charting) run(cmd *cobra.Command, args []string) error {
	of, err := in.of(args)
	if err != nil {
		return err
	}
	return in.app.withStation(func(s *station.Station) error {
		if of.SOP != "" {
			if of.SOP, err = procedureMeant(s, of.SOP); err != nil {
				return err
			}
		}
		c, err := in.app.sources(s).Chart(cmd.Context(), of, in.app.clock.Now())
		if err != nil {
			return err
		}
		return in.write(c)
	})
}

// procedureMeant finds a procedure by its id in whatever capitals.
func procedureMeant(s *station.Station, typed string) (string, error) {
	for _, id := range s.Approved() {
		if strings.EqualFold(id, typed) {
			return id, nil
		}
	}
	return typed, checkNames(s, "", typed, "", "")
}

// write writes a chart in the form that was asked for.
func (in *charting) write(c present.Chart) error {
	rows := func(yield func(present.Row, error) bool) {
		for _, row := range c.Rows {
			if !yield(row, nil) {
				return
			}
		}
	}
	switch {
	case in.asJSON:
		return report.RowsJSON(in.app.stdout, c.List, rows)
	case in.asCSV:
		return report.RowsCSV(in.app.stdout, c.List, rows)
	case in.svg == "-":
		_, err := io.WriteString(in.app.stdout, c.SVG())
		return err
	case in.svg != "":
		return in.writeFile(c)
	default:
		return in.print(c)
	}
}

// writeFile writes the picture to a file that there was none of.
func (in *charting) writeFile(c present.Chart) (err error) {
	if c.Empty != "" {
		return errors.New(c.Empty)
	}
	f, err := os.OpenFile(in.app.path(in.svg), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = io.WriteString(f, c.SVG()); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	_, err = fmt.Fprintf(in.app.stdout, "%s\nWritten to %s.\n", c.About(), in.svg)
	return err
}

// print prints the picture between what it is of and what it comes to.
func (in *charting) print(c present.Chart) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", strings.TrimSpace(present.Plain(c.Title)+"  "+c.Which), c.About())
	if c.Empty != "" {
		b.WriteString(c.Empty + "\n")
	} else {
		drawn, err := c.Draw(chart.Size{Width: chartWidth, Height: chartHeight}, chart.Style{ASCII: in.ascii || in.app.lettersOnly(), Width: present.Width}, -1)
		if err != nil {
			return err
		}
		for _, row := range drawn.Rows {
			b.WriteString(strings.TrimRight(present.Safe(row.String()), " ") + "\n")
		}
		b.WriteString("\n")
		if drawn.Says != "" {
			b.WriteString(present.Sentence(drawn.Says) + "\n")
		}
	}
	for _, l := range c.Said {
		b.WriteString(present.Sentence(present.Safe(l.Text)) + "\n")
	}
	_, err := io.WriteString(in.app.stdout, b.String())
	return err
}

// lettersOnly reports whether pictures are drawn without the marks of Unicode: where colours
// are not wanted, a terminal may lack the rest too.
func (a *app) lettersOnly() bool {
	return a.noColor || a.plain || a.getenv("NO_COLOR") != "" || a.getenv("TERM") == "dumb"
}
