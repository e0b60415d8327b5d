package cli

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/standard"
)

// What Cobra says of a command line that makes no sense, in terms of its own.
var (
	noCommand = regexp.MustCompile(`^unknown command "([^"]*)" for "([^"]*)"`)
	noFlag    = regexp.MustCompile(`^unknown flag: --(.*)$`)
	noLetter  = regexp.MustCompile(`^unknown shorthand flag: '(.)'`)
	noValue   = regexp.MustCompile(`^flag needs an argument: (?:'.' in )?-?-?(\S+)`)
	badValue  = regexp.MustCompile(`^invalid argument "([^"]*)" for "(?:-., )?--([^"]*)" flag`)
	missing   = regexp.MustCompile(`^required flag\(s\) (.*) not set$`)
	arguments = regexp.MustCompile(`^(accepts|requires) .*arg`)
)

// inWords says what is wrong with a command line and what would be right.
func (a *app) inWords(err error) error {
	if a.tree == nil {
		return err
	}
	cmd, _, findErr := a.tree.Find(a.args)
	if findErr != nil || cmd == nil {
		cmd = a.tree
	}
	text := err.Error()
	if m := noCommand.FindStringSubmatch(text); m != nil {
		return noSuchCommand(a.tree, m[1], m[2])
	}
	if m := noFlag.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("%s has no option --%s%s", cmd.CommandPath(), m[1], meantFlag(m[1], cmd))
	}
	if m := noLetter.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("%s has no option -%s; %s --help lists them", cmd.CommandPath(), m[1], cmd.CommandPath())
	}
	if m := noValue.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("--%s wants a value behind it", m[1])
	}
	if m := badValue.FindStringSubmatch(text); m != nil {
		like := ""
		if m[2] == "wait" {
			like = "; write a time like 30s"
		}
		return fmt.Errorf("%q is no value for --%s%s", m[1], m[2], like)
	}
	if m := missing.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("%s wants %s as well; %s --help says what for", cmd.CommandPath(), dashed(m[1]), cmd.CommandPath())
	}
	if arguments.MatchString(text) {
		return fmt.Errorf("write it like this: %s", strings.TrimSuffix(cmd.UseLine(), " [flags]"))
	}
	return err
}

func noSuchCommand(root *cobra.Command, name, path string) error {
	under, _, err := root.Find(strings.Fields(path)[1:])
	if err != nil || !under.HasAvailableSubCommands() {
		return fmt.Errorf("%s takes nothing like %q; write it like this: %s", path, name, strings.TrimSuffix(under.UseLine(), " [flags]"))
	}
	names := available(under)
	meant := sop.Meant(name, names)
	switch {
	case meant != "":
	case elsewhere(root, name) != "":
		meant = " (did you mean " + elsewhere(root, name) + "?)"
	case under != root:
		return fmt.Errorf("%s has no command %q; it has %s", path, name, strings.Join(names, ", "))
	}
	return fmt.Errorf("%s has no command %q%s; %s --help lists them", path, name, meant, path)
}

func available(under *cobra.Command) (names []string) {
	for _, c := range under.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// elsewhere returns the one command of the whole program that a mistyped name is near
// to, "" for none: who types a name often only has forgotten what it stands under. Of several
// it is the one that stands under least.
func elsewhere(root *cobra.Command, name string) string {
	paths := map[string][]string{}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			paths[sub.Name()] = append(paths[sub.Name()], sub.CommandPath())
			walk(sub)
		}
	}
	walk(root)
	near := paths[sop.Nearest(name, slices.Sorted(maps.Keys(paths)))]
	words := func(path string) int { return len(strings.Fields(path)) }
	slices.SortStableFunc(near, func(a, b string) int { return words(a) - words(b) })
	if len(near) == 0 || len(near) > 1 && words(near[0]) == words(near[1]) {
		return ""
	}
	return near[0]
}

// refuseTopics has help and completion refuse a command that there is none of: Cobra
// answers with the help of another.
func refuseTopics(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Run, c.RunE = nil, func(_ *cobra.Command, args []string) error {
				topic, left, err := root.Find(args)
				if err == nil && len(left) > 0 && topic.HasAvailableSubCommands() {
					err = noSuchCommand(root, left[0], topic.CommandPath())
				}
				if err != nil {
					return err
				}
				topic.InitDefaultHelpFlag()
				return topic.Help()
			}
		case "completion":
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
}

// meantFlag is sop.Meant for the name of an option, typed without its dashes.
func meantFlag(name string, cmd *cobra.Command) string {
	if near := sop.Nearest(name, flagNames(cmd)); near != "" {
		return " (did you mean --" + near + "?)"
	}
	return ""
}

// meantCode is sop.Meant for a code of the standard.
func meantCode(std standard.Standard, code sop.Code) string {
	if near, ok := std.Nearest(code); ok {
		return " (did you mean " + string(near) + "?)"
	}
	return ""
}

func flagNames(cmd *cobra.Command) (names []string) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name, _, _ := strings.Cut(f.Name, " ") // what stands behind it may have been named
		names = append(names, name)
	})
	return names
}

// dashed makes `"as", "reason"` into "--as and --reason".
func dashed(quoted string) string {
	names := strings.Split(strings.ReplaceAll(quoted, `"`, ""), ", ")
	for i, n := range names {
		names[i] = "--" + n
	}
	return inSeries(names)
}

// inSeries is "a, b and c".
func inSeries(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// checkNames refuses a person or a procedure that nobody knows here, and a code that
// neither the standard nor any completion has: an empty list would look as if nothing
// had been done.
func checkNames(s *station.Station, person, sopID string, code sop.Code, others ...string) error {
	for _, person := range append(others, person) {
		if person == "" {
			continue
		}
		if err := s.CheckEnrolled(person); err != nil {
			return err
		}
	}
	if sopID != "" {
		if err := s.CheckApproved(sopID); err != nil {
			return err
		}
	}
	std := standard.ST0218()
	if code == "" || std.Known(code) {
		return nil
	}
	rows, err := s.Completions(model.Query{Code: code, Limit: 1})
	if err != nil || len(rows) > 0 {
		return err
	}
	return fmt.Errorf("neither %s nor any completion has a code %q%s", std.Name(), code, meantCode(std, code))
}
