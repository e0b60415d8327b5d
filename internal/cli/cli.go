// Package cli is the command line: it reads arguments, opens what a command
// needs, joins the parts of the program, and turns results into text and exit
// codes. It is the only package that knows all others.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/fang"
	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/station"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // what was asked for did not work, or the log does not verify
	exitMisuse = 2 // the command line makes no sense
)

// app is what every command shares.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	args, env      []string
	clock          Clock
	visit          visit  // zero for a command in a process of its own
	half           bool   // a line that says how far something is stands on standard error
	unheed         func() // leaves signals to the system again; nil where none are heeded
	tree           *cobra.Command

	data    string            // --data
	pages   string            // --pages
	noColor bool              // --no-color
	plain   bool              // --plain
	wait    time.Duration     // --wait
	hub     string            // --hub
	which   string            // --station, of those in a hub
	copied  string            // folder of the copy that a command is done on, "" for none
	serving *serving          // to terminals elsewhere; nil where nothing is served
	groupOf map[string]string // the folder of each page here, by its id; nil while they were not read
	warned  func(string)      // takes warnings that a screen shows; nil for those that are printed

	err error // what the command ended with
}

// failure is an error of a command that was understood: exit code 1.
type failure struct{ err error }

func (f failure) Error() string { return f.err.Error() }
func (f failure) Unwrap() error { return f.err }

// silent is a failure whose reason the command has printed itself.
var errSilent = errors.New("")

// Clock is what the program takes time from.
type Clock struct {
	Now    func() time.Time             // required: in the local zone
	Uptime func() (time.Duration, bool) // since the machine was started; nil where that is not known
	// After tells when a time has gone by; nil for time.After.
	After func(time.Duration) <-chan time.Time
}

func (c Clock) after(d time.Duration) <-chan time.Time {
	if c.After != nil {
		return c.After(d)
	}
	return time.After(d)
}

// Run runs the program on the machine's clock and returns its exit code. args
// are without the program's name; env is as os.Environ gives it.
func Run(args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return RunAt(Clock{Now: time.Now, Uptime: station.Uptime}, args, env, stdin, stdout, stderr)
}

// RunAt is Run on another clock, for tests in which hours go by.
func RunAt(clock Clock, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, args: args, env: env, clock: clock}
	return a.run(a.execute)
}

// run parses the command line and returns the exit code.
func (a *app) run(execute func(*cobra.Command) error) int {
	root := a.root()
	a.tree = root
	root.SetArgs(a.args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := execute(root)
	if err == nil {
		err = a.err
	}
	var failed failure
	var ended exitCode
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &ended):
		return int(ended)
	case errors.As(err, &failed):
		return exitFailed
	default:
		return exitMisuse
	}
}

// execute runs a command. What a command of ours ended with is in a.err and
// reported; an error that is returned is about the command line. Fang asks the
// terminal for its colours, with an escape sequence and by waiting for the
// answer, as soon as it sees an error: so it sees none of ours, and it is left
// out where the terminal has no escape sequences, and where nothing can ask for help.
func (a *app) execute(root *cobra.Command) error {
	if a.getenv("TERM") != "dumb" && !startsBare(a.args) {
		colours := func(of lipgloss.LightDarkFunc) fang.ColorScheme {
			namesValues(root, true) // Fang asks for nothing but its colours before it draws help
			inherits(root)
			return fang.DefaultColorScheme(of)
		}
		return fang.Execute(context.Background(), root, fang.WithVersion(version()), fang.WithoutManpage(), fang.WithErrorHandler(a.report), fang.WithColorSchemeFunc(colours))
	}
	return a.bare(context.Background(), root)
}

// bare is execute without escape sequences.
func (a *app) bare(ctx context.Context, root *cobra.Command) error {
	root.SilenceUsage, root.SilenceErrors, root.Version = true, true, version()
	help := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		namesValues(root, false)
		help(c, args)
	})
	err := root.ExecuteContext(ctx)
	if err != nil {
		a.report(a.stderr, fang.Styles{}, err)
	}
	return err
}

// report prints an error and, where there is one, a hint of what to do.
func (a *app) report(w io.Writer, _ fang.Styles, err error) {
	if errors.Is(err, errSilent) {
		return
	}
	text := fmt.Sprintln("soprun: error:", a.inWords(err))
	if hint := hintFor(err); hint != "" {
		text += fmt.Sprintln("soprun: hint:", hint)
	}
	if text = disk.Lines(text); a.half {
		text, a.half = "\r\x1b[K"+text, false
	}
	_, _ = io.WriteString(w, text) // there is nowhere left to say that this failed
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "soprun",
		Short: about.Short,
		Long: "soprun walks a person through markdown procedures at a bench terminal and keeps signed,\n" +
			"timestamped completions, each linked to the codes of the occupational standard ST0218.\n\n" + about.Help(),
		Args: cobra.NoArgs,
		RunE: a.do(func(cmd *cobra.Command, _ []string) error { return a.open(cmd.Context(), entrance{}) }),
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.data, "data", "", "folder of the log and the keys (default: SOPRUN_DATA, else the user's data folder)")
	flags.StringVar(&a.pages, "pages", "", "folder of the department's own pages, beside the shipped ones")
	flags.StringVar(&a.hub, "hub", "", "the address (URL) of a hub: to look at the logs of many stations, or to own it (soprun hub)")
	flags.StringVar(&a.which, "station", "", "with --hub: only the stations whose site begins so, or whose log's name has this in it")
	flags.BoolVar(&a.noColor, "no-color", false, "draw without colours")
	flags.DurationVar(&a.wait, "wait", 0, "how long to wait for a log that another soprun has open, for example 30s")
	a.plainFlag(root)
	if startsBare(a.args) {
		root.AddCommand(a.versionCmd())
		return root
	}
	root.AddCommand(
		a.runCmd(), a.serveCmd(), a.inspectCmd(), a.showCmd(), a.verifyCmd(), a.exportCmd(), a.restoreCmd(), a.indexCmd(),
		a.stampCmd(), a.chartCmd(), a.practiseCmd(), a.progressCmd(),
		a.newCmd(), a.reportCmd(), a.portfolioCmd(), a.paperCmd(), a.lintCmd(), a.fmtCmd(), a.diffCmd(), a.codesCmd(), a.cardsCmd(), a.demoCmd(), a.versionCmd(),
		a.syncCmd(), a.hubCmd(), a.releaseCmd(), a.manCmd(),
	)
	root.AddCommand(a.stationFormCmds()...)
	a.addLists(root)
	a.addHubLists(root)
	root.AddCommand(a.recordFormCmds()...)
	root.AddCommand(a.pageFormCmds()...)
	a.completeNames(root)
	refuseTopics(root)
	return root
}

// startsBare reports whether a command line opens the program, or asks for its version: that needs
// none of the other commands, of which there are two hundred.
func startsBare(args []string) bool {
	if len(args) == 1 && args[0] == "version" {
		return true
	}
	for i := 0; i < len(args); i++ {
		switch name, _, valued := strings.Cut(args[i], "="); name {
		case "--data", "--pages", "--wait":
			if !valued {
				i++
			}
		case "--no-color", "--plain":
		default:
			return false
		}
	}
	return true
}

// do wraps a command's work so that its errors are reported and are failures,
// not misuse.
func (a *app) do(work func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := cmp.Or(a.fitsHub(cmd), a.inZone())
		if err == nil {
			err = work(cmd, args)
		}
		if err == nil {
			return nil
		}
		var ended exitCode
		if a.err = err; errors.As(err, &ended) {
			return nil // the holder of the log has reported it
		}
		a.report(a.stderr, fang.Styles{}, err)
		var misuse misuseError
		if !errors.As(err, &misuse) {
			a.err = failure{err}
		}
		return nil
	}
}

// inZone refuses a TZ that is no zone: Go takes UTC then and says nothing, and what is due at 09:00
// is due an hour later all summer.
func (a *app) inZone() error {
	tz := strings.TrimPrefix(a.getenv("TZ"), ":")
	if tz == "" || tz == "UTC" || a.clock.Now().Location().String() != "UTC" {
		return nil
	}
	return fmt.Errorf("the environment names a time zone that there is none of, TZ=%s: set it like TZ=Europe/London, or leave it out for that of the machine", tz)
}

// doLong is do for what takes long or writes large files: a signal ends its context, so that
// what was begun is removed, and a second one ends the program.
func (a *app) doLong(work func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return a.do(func(cmd *cobra.Command, args []string) error {
		if a.visit.station != nil { // the guest has the signals, and its going ends the context
			return work(cmd, args)
		}
		ctx, unheed := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer unheed()
		context.AfterFunc(ctx, unheed)
		a.unheed = unheed
		cmd.SetContext(ctx)
		err := work(cmd, args)
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			return errInterrupted
		}
		return err
	})
}

var errInterrupted = errors.New("it was interrupted, and what was begun was removed")

// misuseError is an error that only shows while a command works and still means
// that the command line makes no sense.
type misuseError struct{ text string }

func (m misuseError) Error() string { return m.text }

func misuse(format string, args ...any) error { return misuseError{fmt.Sprintf(format, args...)} }

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: a.do(func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.stdout, "soprun", version())
			return err
		}),
	}
}

// getenv looks a variable up in the environment that Run was given.
func (a *app) getenv(name string) string {
	for _, kv := range a.env {
		if value, ok := strings.CutPrefix(kv, name+"="); ok {
			return value
		}
	}
	return ""
}
