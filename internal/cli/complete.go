package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/pages"
	"soprun/internal/station"
	"soprun/sop/standard"
)

// completion returns what a shell offers for a word that was begun.
type completion = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// completeNames has the shell complete short names, procedures and codes, wherever a
// command takes one.
func (a *app) completeNames(root *cobra.Command) {
	byFlag := map[string]completion{"person": offer(a.shortNames), "as": offer(a.shortNames), "sop": offer(a.procedureIDs), "code": offer(codeNames)}
	byCommand := map[string]completion{"run": offer(a.procedureIDs), "paper": offer(a.procedureIDs), "chart": offer(a.procedureIDs), "adopt": offer(a.procedureIDs), "approve": offer(a.procedureIDs), "cards": offer(a.procedureIDs), "practise": offer(a.procedureIDs), "progress": offer(a.shortNames), "portfolio": first(offer(a.shortNames)), "codes": offer(codeNames)}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.ValidArgsFunction == nil {
			c.ValidArgsFunction = byCommand[c.Name()]
		}
		for name, complete := range byFlag {
			if c.Flags().Lookup(name) != nil {
				_ = c.RegisterFlagCompletionFunc(name, complete) // it is registered once
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

// offer makes a completion of a list. What begins otherwise is left out, and no file
// is offered instead.
func offer(list func() []string) completion {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, word := range list() {
			if strings.HasPrefix(strings.ToLower(word), strings.ToLower(begun)) {
				out = append(out, word)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// first has a completion be of the first word of a command: behind it stand files.
func first(c completion) completion {
	return func(cmd *cobra.Command, before []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(before) > 0 {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return c(cmd, before, begun)
	}
}

// shortNames returns who is enrolled; nobody where the log cannot be opened, since a
// shell has nowhere to say why.
func (a *app) shortNames() (names []string) {
	if s := a.visit.station; s != nil {
		return idsOf(s)
	}
	s, err := station.Open(a.stationAt(a.dir()))
	if isLocked(err) {
		return a.askedHolder()
	}
	if err != nil {
		return nil
	}
	defer func() { _ = s.Close() }() // nothing was written
	return idsOf(s)
}

func idsOf(s *station.Station) (ids []string) {
	for _, p := range s.People() {
		ids = append(ids, p.ID)
	}
	return ids
}

// askedHolder has the holder of the log complete a short name.
func (a *app) askedHolder() (names []string) {
	var out strings.Builder
	own := *a
	own.args, own.stdout, own.stderr = []string{cobra.ShellCompNoDescRequestCmd, "log", "--person", ""}, &out, io.Discard
	if _, err := own.visitHolder(); err != nil {
		return nil
	}
	for line := range strings.Lines(out.String()) {
		if name := strings.TrimSpace(line); !strings.HasPrefix(name, ":") {
			names = append(names, name)
		}
	}
	return names
}

func (a *app) procedureIDs() (ids []string) {
	folders, err := a.folders()
	if err != nil {
		return nil
	}
	listed, err := pages.New(folders...).Listed(func(int64, int64) {})
	if err != nil {
		return nil
	}
	for _, p := range listed {
		ids = append(ids, p.ID)
	}
	return ids
}

func codeNames() (codes []string) {
	for _, s := range standard.ST0218().Statements {
		codes = append(codes, string(s.Code))
	}
	return codes
}
