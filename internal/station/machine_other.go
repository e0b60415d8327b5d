//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package station

import "time"

var started = time.Now()

// Uptime returns how long this process runs, by a clock that nobody sets: more is not
// known here.
func Uptime() (time.Duration, bool) { return time.Since(started), true }

// bootID returns "": no boot is told from another here.
func bootID() string { return "" }
