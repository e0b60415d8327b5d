package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/oldpage"
	"soprun/internal/pages"
	"soprun/internal/present"
	"soprun/sop/page"
	"soprun/sop/standard"
)

func (a *app) newCmd() *cobra.Command {
	var out, title, from string
	cmd := &cobra.Command{
		Use: "new ID", Short: "Start a page from a small template",
		Long: "Write a page that lints without errors and says in itself what to fill in. It is a draft: it can be\n" +
			"practised, not approved. It goes into the folder of --pages, or to the file of -o.\n\n" +
			"With --from it is made from a procedure that you have in markdown: what is numbered, ticked or in a table\n" +
			"of steps becomes steps, the rest is kept as text. Nothing is guessed: values, limits and codes are yours to\n" +
			"write, and what could not be taken over is listed by its line.",
		Example: "soprun new SOP-CEN-014 --from old/centrifuge.md --pages sops\nsoprun new SOP-CEN-015 --title 'Clean a centrifuge' --pages sops\nsoprun new SOP-CEN-016 -o sops/cleaning/rotor.md",
		Args:    cobra.ExactArgs(1),
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			if out == "" && a.pages == "" {
				return misuse("say where it goes: --pages DIR, or -o FILE")
			}
			if out != "" && !page.Named(filepath.Base(out)) {
				return misuse("-o %q: a page's file ends in .md and is no README", out)
			}
			return a.newPage(args[0], title, out, from)
		}),
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "the file to write (default: in the folder of --pages)")
	cmd.Flags().StringVar(&title, "title", "", "what the procedure does, in a few words")
	cmd.Flags().StringVar(&from, "from", "", "a procedure in markdown to make it from, - for standard input")
	return cmd
}

func (a *app) newPage(id, title, out, from string) error {
	folders, err := a.folders()
	if err != nil {
		return err
	}
	if p, err := a.library(folders).Page(id, ""); err == nil {
		return fmt.Errorf("%s exists already, as %s: choose another id, or adopt that page with soprun adopt %s", p.ID, p.Path, p.ID)
	}
	var text []byte
	var notes []oldpage.Note
	if from == "" {
		text, err = template(id, cmp.Or(title, "Write the title here"))
	} else {
		text, notes, err = a.fromOld(id, title, from)
	}
	if err != nil {
		return err
	}
	if out == "" {
		out = filepath.Join(a.pages, pages.FileName(id))
	}
	if err := pages.WriteNew(out, text); err != nil {
		return err
	}
	for _, n := range notes {
		if _, err := fmt.Fprintf(a.stdout, "%s:%s\n", present.Safe(from), present.Safe(n.String())); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(a.stdout, "%s is begun as %s\nNext: fill it in, and check it with\n  soprun lint %s\n", id, out, out)
	return err
}

// fromOld makes a page from a procedure in markdown.
func (a *app) fromOld(id, title, from string) ([]byte, []oldpage.Note, error) {
	old, err := a.readPage(from)
	if err != nil {
		return nil, nil, err
	}
	text, notes, err := oldpage.Draft(old, id, title)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", from, err)
	}
	return text, notes, nil
}

// template returns a page that has no errors. A title that is no plain YAML is
// quoted.
func template(id, title string) ([]byte, error) {
	quoted, err := json.Marshal(title)
	if err != nil {
		return nil, err
	}
	var findings []page.Finding
	for _, written := range []string{title, string(quoted)} {
		text := []byte(strings.NewReplacer("ID", id, "WRITTEN", written, "TITLE", title).Replace(newPageText))
		findings = page.Lint(text, page.Options{Standard: standard.ST0218()})
		if !page.HasErrors(findings) {
			return text, nil
		}
	}
	at := slices.IndexFunc(findings, page.Finding.IsError)
	return nil, fmt.Errorf("with this id and title the page would have errors: %s", findings[at])
}

// newPageText is a page that says what to fill in.
const newPageText = `---
id: ID
title: WRITTEN
version: 0.1
status: draft
owner: Write here who answers for this page
review-every: 24 months
standard: ST0218 v1.1
codes: [S7, S16, K16]
mode: read-do
sign: performer
---

# TITLE

Write here what this procedure is for and when it is used. Replace every sentence that begins with "Write", choose the
codes with ` + "`soprun codes WORDS`" + `, and set status to ready when the page is finished.

## 1. Prepare

> [!IMPORTANT]
> Write here what to wear, or what must be known before the next step.

1. Write here the first thing to do: one action, in at most thirty words. ` + "`#prepare, S7`" + `
   - Write here what is scanned: ` + "`asset: scan`" + `

## 2. Measure

> [!WARNING]
> Write here what can hurt somebody at the next step, or delete this.

2. Write here what must never be skipped, and ask for a value that shows it was done. ` + "`#measure, critical, S16 K16`" + `
   - Write here what is read: ` + "`reading: number °C, local \"write here where the department finds its limits\"`" + `
3. **If** ` + "`reading out of limits`" + `: write here what to do then. ` + "`#act, S16`" + `
   - Write here what is noted: ` + "`action: text`" + `

## Knowledge check

- **Write here why that step matters.** ` + "`#measure, K16`" + `
  Write here the answer that a trainee should give.
`
