package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/hub"
	"soprun/internal/present"
	"soprun/internal/station"
)

// Tree returns the program's commands, for tests that go over all of them.
func Tree() *cobra.Command { return TreeOf("help") }

// TreeOf returns those of the commands that a command line needs.
func TreeOf(args ...string) *cobra.Command { return (&app{args: args}).root() }

// FillAbout fills in a form about a case as its command does with these flags.
func FillAbout(f present.Form, src present.Sources, c present.Case, out io.Writer, args ...string) error {
	a := &app{stdout: out, stderr: io.Discard}
	cmd := a.formCmd(f)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.fillAbout(cmd, f, src, c) }
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	return cmd.Execute()
}

// WaitsForHub is what the screens say after an upload at a time, when the last one that arrived was
// at another.
func WaitsForHub(s *station.Station, state hub.State, now, since time.Time) string {
	return (&app{clock: Clock{Now: func() time.Time { return now }}}).waitsForHub(s, state, since)
}

// LintAgain checks pages whenever they change.
func LintAgain(ctx context.Context, out io.Writer, after func(time.Duration) <-chan time.Time, args ...string) error {
	return (&app{stdout: out, clock: Clock{After: after}}).lintAgain(ctx, args)
}
