package cli_test

import (
	"strings"
	"testing"

	"soprun/internal/cli"
)

// A start that asks for no command makes none, and whatever may ask for one makes all of them.
func TestOnlyAStartThatAsksForNoCommandGoesWithoutThem(t *testing.T) {
	for line, bare := range map[string]bool{
		"": true, "version": true, "--data x": true, "--data=x --pages y --no-color --plain --wait 3s": true, "--data": true,
		"help": false, "--help": false, "-h": false, "--data x log": false, "version --help": false, "--version": false, "log": false, "--data x version": false, "verison": false, "--dta x": false,
	} {
		found, _, _ := cli.TreeOf(strings.Fields(line)...).Find([]string{"verify"}) // of one that is not there it is the root
		if got := found == nil || found.Name() != "verify"; got != bare {
			t.Errorf("soprun %s goes without commands: %v, want %v", line, got, bare)
		}
	}
}
