package cli

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/sop"
)

// listing is a list as a command.
type listing struct {
	app           *app
	list          present.List
	asJSON, asCSV bool
	only          selection // of a long list
	onlyThese     bool      // the rows of the list's Only
	next          bool      // of a queue, only its first row, in full
}

// addLists adds every list as a command below the one that its words begin with, and
// the acts about its rows and beside them. A list that is reached from another one has
// its acts there.
func (a *app) addLists(root *cobra.Command) {
	for _, l := range present.Lists {
		words := strings.Fields(l.Command)
		under, _, err := root.Find(words[:len(words)-1])
		if err != nil {
			panic(err) // the table names a command that there is not
		}
		word := words[len(words)-1]
		cmd := a.listCmd(l, word)
		if one, plural := strings.CutSuffix(word, "s"); plural && len(words) > 1 {
			cmd.Aliases = append(cmd.Aliases, one) // people terminal add, people duty ... as it is said
		}
		under.AddCommand(cmd)
		root.AddCommand(a.aboutCmds(l.About)...)
		for _, f := range commandsOf(l) {
			cmd.AddCommand(a.formCmd(f))
		}
	}
}

// commandsOf are the acts about the rows of a list that are commands below it. A report, and
// a portfolio, is a command of its own.
func commandsOf(l present.List) (out []present.Form) {
	for _, f := range l.Forms {
		if f.Name != present.ReportForm && f.Name != present.PortfolioForm && (l.Chord != "" || !hasCommand(f)) {
			out = append(out, f)
		}
	}
	return out
}

// hasCommand reports whether an act about a row is one beside the rows of another list: its
// command stands there.
func hasCommand(f present.Form) bool {
	return slices.ContainsFunc(present.Lists, func(l present.List) bool {
		return slices.ContainsFunc(slices.Concat(l.About, l.Together), func(o present.Form) bool { return o.Name == f.Name && o.Does == f.Does }) ||
			l.Chord != "" && slices.ContainsFunc(l.Forms, func(o present.Form) bool { return o.Name == f.Name && o.Does == f.Does })
	})
}

// listCmd is a list as a command: it prints the rows, or one in full by its name.
func (a *app) listCmd(l present.List, word string) *cobra.Command {
	in := &listing{app: a, list: l}
	cmd := describedList(l, word)
	cmd.Flags().BoolVar(&in.asJSON, "json", false, "one JSON object a line: "+strings.Join(l.Columns, ", "))
	cmd.Flags().BoolVar(&in.asCSV, "csv", false, "the same as CSV, with a header")
	if l.Only != nil && l.Only.Flag != "" {
		cmd.Flags().BoolVar(&in.onlyThese, l.Only.Flag, false, l.Only.Does)
	}
	if l.Long {
		in.only.flags(cmd)
	}
	if l.Queue {
		cmd.Flags().BoolVar(&in.next, "next", false, "print the first of them in full")
		cmd.MarkFlagsMutuallyExclusive("next", "json", "csv")
	}
	cmd.RunE = a.do(func(cmd *cobra.Command, args []string) error { return in.run(cmd, args) })
	return cmd
}

// describedList is the command of a list with what its help says.
func describedList(l present.List, word string) *cobra.Command {
	cmd := &cobra.Command{
		Use: word, Short: "List " + l.Does, Args: cobra.NoArgs, Example: "soprun " + l.Command + "\nsoprun " + l.Command + " --csv",
	}
	switch {
	case l.Takes != "":
		cmd.Use, cmd.Args, cmd.Short = word+" ["+l.Takes+"...]", cobra.ArbitraryArgs, "Find "+l.Does
		cmd.Long, cmd.Example = cmd.Short+".\n"+present.TraceHelp, present.TraceExamples
	case l.Long:
		cmd.Example += "\nsoprun " + l.Command + " --code S26 --since 2026-11-01 --until 2026-11-30"
	}
	if l.Show == "" {
		cmd.Use, cmd.Args = word+" ["+strings.ToUpper(strings.ReplaceAll(l.Row, " ", "-"))+"]", cobra.MaximumNArgs(1)
	}
	if len(commandsOf(l)) > 0 {
		cmd.Long = cmd.Short + ". The commands below write an entry each. Where somebody signs,\n" +
			"the sentence is printed, and the passphrase asked for on the terminal."
	}
	return cmd
}

// run prints what the flags and words of the command ask for.
func (l *listing) run(cmd *cobra.Command, args []string) error {
	if l.asJSON && l.asCSV {
		return misuse("give --json or --csv, not both")
	}
	q, err := l.app.query(cmd, l.only)
	if err != nil {
		return err
	}
	q.Open = q.Open || l.onlyThese
	if l.list.Takes != "" {
		q.Words, args = strings.Join(args, " "), nil
	}
	return l.app.withStation(func(s *station.Station) error {
		b, err := l.app.listed(s, l.list)
		if err != nil {
			return err
		}
		src := sourcesOf(b)
		if err := l.ended(src.Here()); err != nil {
			return err
		}
		if len(args) == 1 {
			return l.show(cmd, src, args[0])
		}
		if err := checkNames(s, q.Person, q.SOP, q.Code, q.Countersigner); err != nil {
			return err
		}
		if l.next {
			return l.first(cmd.Context(), src, q)
		}
		return l.print(cmd.Context(), src, q)
	})
}

// ended says above rows that wait for somebody that nothing can be done about them any more.
func (l *listing) ended(here model.Station) error {
	if !here.Closed || l.asJSON || l.asCSV || l.list.Long && !l.list.Queue {
		return nil
	}
	_, err := fmt.Fprintln(l.app.stdout, present.Banner(here, session.Session{}))
	return err
}

// show prints one row in full.
func (l *listing) show(cmd *cobra.Command, src present.Sources, name string) error {
	err := l.app.printRow(src, present.Link{List: l.list.Name, Row: name})
	if err != nil && cmd.HasAvailableSubCommands() {
		if near := sop.Nearest(name, available(cmd)); near != "" { // a command was meant
			return noSuchCommand(cmd.Root(), name, cmd.CommandPath())
		}
	}
	return err
}

// first prints the first row of a queue in full.
func (l *listing) first(ctx context.Context, src present.Sources, q model.Query) error {
	q.Limit = 1
	for row, err := range l.list.Each(ctx, src, q) {
		if err != nil {
			return err
		}
		return l.app.printRow(src, present.Link{List: l.list.Name, Row: row.Name})
	}
	_, err := fmt.Fprintln(l.app.stdout, l.list.Empty)
	return err
}

// printRow prints in full what a link leads to.
func (a *app) printRow(src present.Sources, link present.Link) error {
	l, _ := present.ListNamed(link.List)
	o, err := l.Open(src, link.Row, a.clock.Now().Location())
	if err != nil {
		return err
	}
	return a.printOpened(l, link.Row, o)
}

// printOpened prints one row of a list in full, and what opens what it leads to.
func (a *app) printOpened(l present.List, name string, o present.Opened) error {
	about := o.Title
	for _, more := range []string{o.Which, o.Who} {
		if more != "" {
			about += ", " + more
		}
	}
	_, err := fmt.Fprintf(a.stdout, "%s  %s\n%s", l.Named(name), about, docText(o.Doc))
	return err
}

// print prints the rows as they are read.
func (l *listing) print(ctx context.Context, src present.Sources, q model.Query) error {
	rows := l.list.Each(ctx, src, q)
	switch {
	case l.asJSON:
		return report.RowsJSON(l.app.stdout, l.list, rows)
	case l.asCSV:
		return report.RowsCSV(l.app.stdout, l.list, rows)
	default:
		return l.text(src, rows, q)
	}
}

// none says why no row is printed.
func (l *listing) none(q model.Query) string {
	if q == (model.Query{Limit: q.Limit}) {
		return l.list.Empty
	}
	none := "No " + l.list.Row + " fits."
	if who := present.WhoSigned(q); who != "" {
		none += " Runs that somebody else signed: soprun trace " + who + "."
	}
	return none
}

// text prints the rows in words, and what stands beside them.
func (l *listing) text(src present.Sources, rows iter.Seq2[present.Row, error], q model.Query) error {
	out, now := l.app.stdout, l.app.clock.Now()
	read, err := l.readAs(src, q)
	if err != nil {
		return err
	}
	n, err := l.rowsText(rows, now)
	if err != nil {
		return err
	}
	if n == 0 {
		none := l.none(q)
		if _, err := fmt.Fprintln(out, none); err != nil || l.list.Takes != "" || none != l.list.Empty {
			return err
		}
	}
	if l.list.Takes != "" {
		far := "all read"
		if q.Limit > 0 && n >= q.Limit {
			far = "the newest that fit: more may, --limit ends here"
		}
		_, err := fmt.Fprintf(out, "%s of %s records, %s\n", present.Thousands(n), present.Thousands(int64(read.Of)), far)
		return err
	}
	if l.list.Long { // whoever reads them row by row wants nothing else
		return nil
	}
	notes, err := l.list.Notes(src)
	if err == nil {
		_, err = io.WriteString(out, linesText(notes(now), ""))
	}
	return err
}

// rowsText prints rows in words, and returns how many there were.
func (l *listing) rowsText(rows iter.Seq2[present.Row, error], now time.Time) (n int, err error) {
	for row, err := range rows {
		if err != nil {
			return n, err
		}
		n++
		text := l.list.Prints(row, now) + "\n"
		if l.list.Unfolds {
			text += linesText(l.list.Lines(row, now.Location()), "    ")
		}
		if _, err := io.WriteString(l.app.stdout, text); err != nil {
			return n, err
		}
	}
	return n, nil
}

// readAs prints how the words of a list were read that reads them, before its rows.
func (l *listing) readAs(src present.Sources, q model.Query) (part model.Part[present.Row], err error) {
	if l.list.Takes == "" {
		return part, nil
	}
	q.Limit = 1
	if part, err = l.list.Read(context.Background(), src, q, model.From{}); err != nil {
		return part, err
	}
	said := slices.Clone(part.ReadAs)
	for _, n := range part.Named {
		said = append(said, present.NamedWords(n)+": "+present.OfNamed(n).Command())
	}
	for _, text := range said {
		if _, err := fmt.Fprintln(l.app.stdout, present.Safe(text)); err != nil { // it has words as they were typed
			return part, err
		}
	}
	return part, nil
}

func linesText(lines []present.Said, margin string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(margin + l.Line() + "\n")
	}
	return b.String()
}
