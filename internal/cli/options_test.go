package cli_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"soprun/internal/cli"
)

// optionLine is an option in the help of a command, with what stands behind it.
var optionLine = regexp.MustCompile(`(?m)^ +(?:-\w,? )?--([a-z-]+)(?: ([A-Za-z][A-Za-z-]*))?(?:  |$)`)

func helpOf(t *testing.T, term string, command string) map[string]string {
	t.Helper()
	var out, errs strings.Builder
	if code := cli.Run(append(strings.Fields(command), "--help"), []string{"TERM=" + term, "HOME=" + t.TempDir()}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("%s --help ends with %d: %s", command, code, &errs)
	}
	all := map[string]string{}
	for _, m := range optionLine.FindAllStringSubmatch(out.String(), -1) {
		if _, twice := all[m[1]]; twice {
			t.Errorf("%s --help has --%s twice", command, m[1])
		}
		all[m[1]] = m[2]
	}
	return all
}

// The help of a terminal and that without escape sequences are drawn by two libraries, of
// which one says no kind and the other "string".
func TestTheHelpOfEveryCommandSaysWhatStandsBehindEachOption(t *testing.T) {
	manual := runCLI(t.TempDir(), "man", "--markdown").out
	commands := []string{""}
	for _, m := range regexp.MustCompile(`(?m)^### soprun (.*)$`).FindAllStringSubmatch(manual, -1) {
		commands = append(commands, m[1])
	}
	if len(commands) < 50 {
		t.Fatalf("only %d commands", len(commands))
	}
	takes := 0
	for _, command := range commands {
		plain := helpOf(t, "dumb", command)
		for name, value := range plain {
			if value != strings.ToUpper(value) || value == "VALUE" {
				t.Errorf("soprun %s: --%s takes a %q: say what stands behind it in the table of options", command, name, value)
			}
			if value != "" {
				takes++
			}
		}
		drawn := helpOf(t, "xterm", command)
		if len(drawn) != len(plain) {
			t.Errorf("soprun %s: %d options with escape sequences, %d without", command, len(drawn), len(plain))
		}
		for name, value := range plain {
			if got, is := drawn[name]; !is || got != value {
				t.Errorf("soprun %s: --%s has %q behind it, and %q without escape sequences", command, name, got, value)
			}
		}
	}
	if takes < 300 {
		t.Errorf("only %d options take something", takes)
	}
}

// What Go does not know as a zone it takes for UTC without a word.
func TestATimeZoneThatThereIsNoneOfIsRefused(t *testing.T) {
	at := func(zone *time.Location, tz string) (int, string) {
		var out, errs strings.Builder
		clock := cli.Clock{Now: func() time.Time { return time.Date(2026, 7, 1, 9, 0, 0, 0, zone) }}
		code := cli.RunAt(clock, []string{"codes", "S7"}, []string{"TERM=dumb", "TZ=" + tz}, strings.NewReader(""), &out, &errs)
		return code, errs.String()
	}
	for _, tz := range []string{"Europe/Londn", "GMT0BST,M3.5.0/1,M10.5.0", ":Europe/Londn"} {
		if code, errs := at(time.UTC, tz); code != 1 || !strings.Contains(errs, "set it like TZ=Europe/London") {
			t.Errorf("%s: %d, %s", tz, code, errs)
		}
	}
	for tz, zone := range map[string]*time.Location{"": time.UTC, "UTC": time.UTC, ":UTC": time.UTC, "Europe/London": time.FixedZone("Europe/London", 3600)} {
		if code, errs := at(zone, tz); code != 0 {
			t.Errorf("%s: %d, %s", tz, code, errs)
		}
	}
}
