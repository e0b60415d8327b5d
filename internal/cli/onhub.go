package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// Commands for which --hub makes no sense, by their names. Those that only read a log do so on
// the copies of a hub, and those that are about neither leave it alone.
var (
	// ofThisStation are done at the station that is here.
	ofThisStation = []string{
		"adopt", "continue", "demo", "inspect", "new", "practise", "release trust", "restore", "run", "serve", "serve status", "set-up", "witness",
	}
	// intoTheLog end in an entry of the log, or beside it. Forms are no less so, and say it themselves.
	intoTheLog = []string{"approve", "backup", "checkpoint keep", "checkpoint request", "have-read", "index", "stamp"}
	// toItsHub are between a station and its hub, whose URL they are given.
	toItsHub = []string{"release pull", "sync"}
)

// nameOf is what a command is called, behind the program.
func nameOf(cmd *cobra.Command) string {
	_, name, _ := strings.Cut(cmd.CommandPath(), " ")
	return name
}

// fitsHub refuses a command on the copies of a hub, before the hub is asked.
func (a *app) fitsHub(cmd *cobra.Command) error {
	if a.hub == "" {
		return nil
	}
	switch name := nameOf(cmd); {
	case slices.Contains(ofThisStation, name):
		return misuse("soprun %s is done for the station that is here, and not for the copies of a hub: leave out --hub", name)
	case slices.Contains(toItsHub, name): // with --hub the log would be a copy, and go back to where it came from
		return misuse("give the URL without --hub: soprun %s URL, or set %s", name, hubVariable)
	case slices.Contains(intoTheLog, name):
		return errCopied
	}
	return nil
}
