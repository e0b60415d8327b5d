package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"soprun/internal/manual"
)

// about is what the manual says beside the commands, of which the help says a part.
var about = manual.Manual{
	Name: "soprun", Short: "Run standard operating procedures and keep signed records",
	About: []string{
		"soprun walks a person through markdown procedures at a bench terminal and keeps signed, timestamped completions, each linked to the codes of the occupational standard ST0218.",
		"Without a command it opens its screens, on a log in the user's data folder. The first time it asks for a department, a name and a passphrase. " +
			"With --plain, where TERM is dumb, and where there is no terminal, it asks and answers line by line instead; type ? there for what can be typed.",
		"Whatever is listed on a screen is a command too, with --json (one object a line) and --csv. Commands work beside an open soprun: the one that holds the log runs them.",
		"Every shipped procedure is a template: a department assesses its risk and approves it before anybody runs it.",
	},
	Variables: []manual.Variable{
		{Name: "SOPRUN_DATA", Help: true, Text: "folder of the log and the keys, where --data does not say"},
		{Name: "SOPRUN_BACKUP", Help: true, Text: "folder in which the open program keeps backups, which only you can enter"},
		{Name: "SOPRUN_HUB", Help: true, Text: "URL of the hub to which the open program copies the log"},
		{Name: "SOPRUN_MOUSE", Help: true, Text: "the mouse is left to the terminal where this is off"},
		{Name: "SOPRUN_ARGS", Text: "options that the services of a package give to soprun; it stands in /etc/default/soprun, and soprun itself does not look at it"},
		{Name: "NO_COLOR", Help: true, Text: "draw without colours"},
		{Name: "TERM", Help: true, Text: "ask and answer line by line where this is dumb, like --plain"},
		{Name: "COLORTERM", Text: "every colour is used where this is truecolor; else TERM says how many there are"},
		{Name: "COLORFGBG", Text: "the colours of the terminal, like 0;15: whether its background is light, where it does not answer when it is asked"},
		{Name: "TZ", Text: "the zone of the times that are shown and recorded, like Europe/London, where it is not the machine's"},
		{Name: "HOME", Text: "the user's own folder, in which the data folder is on Linux, BSD and macOS"},
		{Name: "LOCALAPPDATA", Text: "the folder in which the data folder is on Windows"},
		{Name: "XDG_DATA_HOME", Text: "the folder in which the data folder is, on every system, where it is set"},
		{Name: "XDG_RUNTIME_DIR", Text: "the folder of the socket over which the soprun that holds a log runs the commands of others; without it one is made in TMPDIR"},
		{Name: "TMPDIR", Text: "the folder for what is kept for a moment: a bundle that is looked into, a socket; on Windows that is TMP"},
		{Name: "PGPASSWORD", Text: "the password for a hub, where its URL has none; the other variables that PostgreSQL's own programs read (PGPASSFILE, PGSSLMODE and so on) hold too"},
	},
	Folder: "The log and the keys are in one folder, which only its user can enter: that of --data, else of SOPRUN_DATA, else ~/.local/share/soprun on Linux and BSD, " +
		"~/Library/Application Support/soprun on macOS and %LOCALAPPDATA%\\soprun on Windows. The packages' services have /var/lib/soprun. In it:",
	Files: []manual.File{
		{Name: "log.db", Text: "the log: everything that was signed, each procedure's text, and open runs. This one file is the record"},
		{Name: "log.db.checkpoints", Text: "a signed note of the log after each act; by it a log that was put back to an earlier copy is found out"},
		{Name: "log.db.sound", Text: "that the log was read to its end and was sound; made again when it is missing"},
		{Name: "log.db.verified", Text: "how far the log was verified in full; made again when it is missing"},
		{Name: "people/*.key*", Text: "the key of each person, under their own passphrase; a key that was replaced stays, as .old-1 and so on"},
		{Name: "people/*.receipt", Text: "up to where somebody signed: by this a log that was put back is found out"},
		{Name: "people/*.exposed", Text: "that a passphrase was typed into a text that is kept, which ends its key"},
		{Name: "station.key", Text: "the key with which the station signs its checkpoints"},
		{Name: "witness.db", Text: "where this station is a witness: its key, and how far it saw the logs of others"},
		{Name: "host.key", Text: "the key that soprun serve shows to terminals"},
		{Name: "witnesses/*", Text: "what other stations and time-stamping authorities remember of this log"},
		{Name: "practice.db", Text: "rehearsals, which are no record"},
		{Name: "answers/*", Text: "what each person answered when they practised"},
		{Name: "hub/*", Text: "copies of the logs that a hub shows to this user (--hub)"},
		{Name: "release/*", Text: "the release of pages that this station took, and whose releases it trusts"},
		{Name: "*.list", Text: "what was read of pages and of the log, so that the program opens faster; made again when it is missing"},
		{Name: "/etc/default/soprun", Text: "of a package: SOPRUN_DATA and SOPRUN_ARGS of its services. It stays when the package goes"},
		{Name: "/var/backups/soprun/*.zip", Text: "of a package: the copies that soprun-backup.timer has made, thirty of them"},
	},
	Exits: []manual.Exit{
		{Code: exitOK, Text: "it worked"},
		{Code: exitFailed, Text: "it did not work, or the log, a bundle or a page does not verify"},
		{Code: exitMisuse, Text: "the command line makes no sense"},
	},
	Examples: []manual.Example{
		{Text: "Make up a department with a year of records, and look at it:", Lines: []string{"soprun demo /tmp/soprun-demo --completions 50", "soprun --data /tmp/soprun-demo today", "echo q | soprun --data /tmp/soprun-demo --plain"}},
		{Text: "Find the records for a code of the standard, and one value with its limits:", Lines: []string{"soprun --data /tmp/soprun-demo log --code S26 --limit 10", "soprun --data /tmp/soprun-demo trace fridge", "soprun --data /tmp/soprun-demo chart SOP-EQ-014 now --item FR-002"}},
		{Text: "Read every byte of the log again, and write down what it comes to:", Lines: []string{"soprun --data /tmp/soprun-demo verify --full", "soprun --data /tmp/soprun-demo checkpoint words"}},
		{Text: "Hand records over, and check what was handed over:", Lines: []string{"soprun --data /tmp/soprun-demo export all.zip", "soprun verify all.zip"}},
		{Text: "Keep a copy, and put it back into a new folder:", Lines: []string{"soprun --data /tmp/soprun-demo backup demo.backup", "soprun restore demo.backup again"}},
		{Text: "Make a shipped procedure the department's own, and check it:", Lines: []string{"soprun adopt SOP-EQ-013 sops", "soprun lint sops"}},
	},
	Issues: "A log that does not verify is left as it is, with its backups, and the quality lead is told before anything else is signed.",
	See:    []string{"ssh(1)", "ssh-keygen(1)"},
}

// manual is the whole manual, of the commands as they are.
func (a *app) manual(root *cobra.Command) manual.Manual {
	m := about
	m.Options = options(root.PersistentFlags())
	m.Options = append(m.Options, manual.Option{Letter: "h", Name: "help", Text: "say what a command does, and which options it takes"})
	plain := optionOf(root.Flags().Lookup("plain"))
	plain.Text += " (soprun itself, run, inspect and practise)"
	m.Options = append(m.Options, plain)
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() && sub.Name() != "help" {
				m.Commands = append(m.Commands, commandOf(sub))
				walk(sub)
			}
		}
	}
	walk(root)
	slices.SortStableFunc(m.Options, func(a, b manual.Option) int { return strings.Compare(a.Name, b.Name) })
	return m
}

func commandOf(c *cobra.Command) manual.Command {
	out := manual.Command{Path: c.CommandPath(), Use: strings.TrimSuffix(c.UseLine(), " [flags]"), Text: []string{c.Short + "."}, Options: options(c.NonInheritedFlags())}
	if c.HasParent() && c.Parent().Name() == "completion" {
		return out // Cobra's own words are of many shells' set-up
	}
	if long := manual.Paragraphs(c.Long); len(long) > 0 && strings.HasPrefix(long[0], c.Short) {
		out.Text = long
	} else {
		out.Text = append(out.Text, long...)
	}
	if c.Example != "" {
		out.Examples = strings.Split(c.Example, "\n")
	}
	return out
}

func options(of *pflag.FlagSet) (out []manual.Option) {
	of.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" {
			out = append(out, optionOf(f))
		}
	})
	return out
}

func optionOf(f *pflag.Flag) manual.Option {
	out := manual.Option{Letter: f.Shorthand, Name: f.Name, Value: valueOf(f), Text: textOf(f)}
	if f.DefValue != "" && !slices.Contains([]string{"false", "0", "0s", "[]"}, f.DefValue) {
		out.Text += " (" + f.DefValue + " if it is left out)"
	}
	return out
}

// manCmd prints the manual, for man and for a site.
func (a *app) manCmd() *cobra.Command {
	md := false
	cmd := &cobra.Command{
		Use: "man", Short: "Print the manual page", Args: cobra.NoArgs, Example: "soprun man > soprun.1",
		Long: "The page is in mdoc, as man reads it: man -l soprun.1, or mandoc soprun.1.",
	}
	cmd.Flags().BoolVar(&md, "markdown", false, "print it as markdown")
	cmd.RunE = a.do(func(*cobra.Command, []string) error {
		m := a.manual(a.tree)
		page := m.Page(a.clock.Now().Format("January 2, 2006"))
		if md {
			page = m.Markdown()
		}
		_, err := a.stdout.Write(page)
		return err
	})
	return cmd
}
