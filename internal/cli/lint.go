package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/present"
	"soprun/internal/watch"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// lintWriter writes what was found in pages.
type lintWriter func(io.Writer, ...page.Report) error

func (a *app) lintCmd() *cobra.Command {
	var format, explain string
	var again, schema bool
	cmd := &cobra.Command{
		Use: "lint PAGE...", Short: "Check pages: every error and doubt with its line and column",
		Example: "soprun lint procedures\nsoprun lint --watch procedures\nsoprun lint --format sarif page.md\nsoprun lint --explain E001",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			write, known := map[string]lintWriter{"text": writeLint, "json": page.WriteJSON, "sarif": page.WriteSARIF}[format]
			switch {
			case explain != "":
				return a.explain(explain)
			case schema:
				return a.schema()
			case !known:
				return misuse("--format %q: it is text, json or sarif", format)
			case len(args) == 0:
				return misuse("name the pages or folders to check")
			case again && format != "text":
				return misuse("--watch is for who writes a page, and prints text: leave --format out")
			case again && slices.Contains(args, stdinName):
				return misuse("standard input is read once: name the pages or folders to watch")
			case again:
				ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
				defer stop()
				return a.lintAgain(ctx, args)
			}
			return a.lint(args, write)
		}),
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, json or sarif")
	cmd.Flags().StringVar(&explain, "explain", "", "explain one code, for example E001")
	cmd.Flags().BoolVar(&again, "watch", false, "check them again whenever one changes, until ctrl+c")
	cmd.Flags().BoolVar(&schema, "schema", false, "print the JSON schema of the front matter, for editors")
	return cmd
}

// schema prints what an editor can know of the front matter.
func (a *app) schema() error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(page.Schema())
}

func (a *app) explain(code string) error {
	text, ok := page.Explain(strings.ToUpper(code))
	if !ok {
		return fmt.Errorf("no finding has the code %q; there are %s", code, strings.Join(page.Codes(), " "))
	}
	_, err := fmt.Fprintln(a.stdout, strings.TrimRight(text, "\n"))
	return err
}

// writeLint is page.WriteText for a terminal: a file's name can hold anything.
func writeLint(w io.Writer, reports ...page.Report) error {
	for i := range reports {
		reports[i].File = disk.Shown(reports[i].File)
	}
	return page.WriteText(w, reports...)
}

func (a *app) lint(args []string, write lintWriter) error {
	reports, err := a.linted(args)
	if err != nil {
		return err
	}
	if err := write(a.stdout, reports...); err != nil {
		return err
	}
	if slices.ContainsFunc(reports, func(r page.Report) bool { return page.HasErrors(r.Findings) }) {
		return errSilent
	}
	return nil
}

// linted checks the pages that the arguments name.
func (a *app) linted(args []string) ([]page.Report, error) {
	names, err := pageFiles(args)
	if err != nil {
		return nil, err
	}
	reports, far := make([]page.Report, 0, len(names)), a.reading("pages")
	for i, name := range names {
		src, err := a.readPage(name)
		if err != nil {
			return nil, err
		}
		findings := page.Lint(src, page.Options{Standard: standard.ST0218(), Figures: figuresBeside(name)})
		source, _ := page.Normalise(src) // what cannot be normalised is among the findings
		reports = append(reports, page.Report{File: name, Findings: findings, Source: source})
		far(int64(i+1), int64(len(names)))
	}
	return reports, nil
}

// lintAgain checks pages now and whenever one of them changes, until ctx ends.
func (a *app) lintAgain(ctx context.Context, args []string) (err error) {
	changes := make(chan watch.Change)
	for _, dir := range foldersOf(args) {
		w, failed := watch.Folder(dir, a.clock.after)
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, w.Close()) }()
		go func() {
			for c := range w.Changes() {
				select {
				case changes <- c:
				case <-ctx.Done():
				}
			}
		}()
	}
	for {
		if err := a.lintOnce(args); err != nil {
			return err
		}
		select {
		case c := <-changes:
			if c.Err != nil {
				return fmt.Errorf("changes of the pages are not noticed any more: %w", c.Err)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// lintOnce checks pages and says how many faults there are. An editor knows by the first line and
// by the last one that what it was told before has ended, and that this is all: the names of
// tasks hold for them. A page that cannot be read is said, and may come back.
func (a *app) lintOnce(args []string) error {
	if _, err := fmt.Fprintln(a.stdout, lintBegins); err != nil {
		return err
	}
	reports, err := a.linted(args)
	if err != nil {
		_, err = fmt.Fprintf(a.stdout, "%s. %s\n", disk.Lines(err.Error()), lintEnds)
		return err
	}
	found, faults := 0, 0
	for _, r := range reports {
		for _, f := range r.Findings {
			if found++; f.IsError() {
				faults++
			}
		}
	}
	if err := writeLint(a.stdout, reports...); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s, %s in %s. %s\n", present.Number(faults, "error"), present.Number(found-faults, "warning"), present.Number(len(reports), "page"), lintEnds)
	return err
}

// What stands around what is found while pages are watched.
const (
	lintBegins = "Checking the pages ..."
	lintEnds   = "Waiting for a change; ctrl+c ends it."
)

// foldersOf are the folders that have the arguments in them, each once.
func foldersOf(args []string) (out []string) {
	for _, arg := range args {
		if info, err := os.Stat(arg); err != nil || !info.IsDir() {
			arg = filepath.Dir(arg)
		}
		out = append(out, filepath.Clean(arg))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
