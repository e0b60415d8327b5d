// Command clocked is soprun on a clock that a test moves: the file named by
// E2E_CLOCK holds two durations, by how much time has gone by beyond the real
// time, and by how much the wall clock alone was set forward.
package main

import (
	"os"
	"strings"
	"time"

	"soprun/internal/cli"
	"soprun/internal/station"
)

func main() {
	clock := cli.Clock{
		Now: func() time.Time {
			passed, set := shift()
			return time.Now().Add(passed + set)
		},
		Uptime: func() (time.Duration, bool) {
			passed, _ := shift()
			up, ok := station.Uptime()
			return up + passed, ok
		},
	}
	os.Exit(cli.RunAt(clock, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

// shift reads the file; while it is being written nothing is shifted.
func shift() (passed, set time.Duration) {
	text, err := os.ReadFile(os.Getenv("E2E_CLOCK"))
	fields := strings.Fields(string(text))
	if err != nil || len(fields) != 2 {
		return 0, 0
	}
	passed, errPassed := time.ParseDuration(fields[0])
	set, errSet := time.ParseDuration(fields[1])
	if errPassed != nil || errSet != nil {
		return 0, 0
	}
	return passed, set
}
