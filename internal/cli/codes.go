package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"soprun/sop"
	"soprun/sop/standard"
)

func (a *app) codesCmd() *cobra.Command {
	var cover, asJSON bool
	cmd := &cobra.Command{
		Use: "codes [CODE | WORDS]", Short: "List, show or search the codes of ST0218, and what the pages show of them",
		Example: "soprun codes\nsoprun codes S26\nsoprun codes infection\nsoprun codes --coverage --pages sops",
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			std := standard.ST0218()
			switch {
			case asJSON && !cover:
				return misuse("--json goes with --coverage")
			case cover && len(args) > 0:
				return misuse("--coverage is of the whole standard: leave %q out", strings.Join(args, " "))
			case cover:
				return a.printCoverage(asJSON)
			}
			if len(args) == 0 {
				return a.printDuties(std)
			}
			words := strings.Join(args, " ")
			found := std.Search(words)
			if len(found) == 0 {
				near := ""
				if len(args) == 1 {
					near = meantCode(std, sop.Code(words))
				}
				return fmt.Errorf("no code and no sentence of %s has %q%s", std.Name(), words, near)
			}
			var b strings.Builder
			for _, s := range found {
				b.WriteString(statementText(std, s))
			}
			_, err := io.WriteString(a.stdout, b.String())
			return err
		}),
	}
	cmd.Flags().BoolVar(&cover, "coverage", false, "list the pages and steps that show each duty and code, with those of --pages")
	cmd.Flags().BoolVar(&asJSON, "json", false, "with --coverage: as JSON")
	return cmd
}

// statementText words one code with its duties and what the source leaves open.
func statementText(std standard.Standard, s standard.Statement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-4s %s\n", s.Code, s.Text)
	for _, d := range std.DutiesOf(s.Code) {
		fmt.Fprintf(&b, "       Duty %d: %s\n", d.Number, d.Text)
	}
	for _, g := range std.Open {
		if slices.Contains(g.Codes, s.Code) {
			fmt.Fprintf(&b, "       Open: %s\n", g.Note)
		}
	}
	return b.String()
}

// bySubject words the codes that a duty has by their subject only, "" for none.
func bySubject(codes []sop.Code) string {
	if len(codes) == 0 {
		return ""
	}
	return " (by subject: " + codeWords(codes) + ")"
}

func (a *app) printDuties(std standard.Standard) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s, level %d, updated %s\n", std.Name(), std.Title, std.Level, std.Updated)
	for _, d := range std.Duties {
		fmt.Fprintf(&b, "\nDuty %d  %s\n        %s%s\n", d.Number, d.Text, codeWords(d.Codes), bySubject(d.Subject))
	}
	b.WriteString("\n")
	for _, s := range std.Statements {
		fmt.Fprintf(&b, "%-4s %s\n", s.Code, s.Text)
	}
	b.WriteString("\nWhat the published text leaves open:\n")
	for _, g := range std.Open {
		fmt.Fprintf(&b, "- %s\n", g.Note)
	}
	fmt.Fprintf(&b, "\n%s\n", standard.Attribution)
	_, err := fmt.Fprint(a.stdout, b.String())
	return err
}
