//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package station

import (
	"time"

	"golang.org/x/sys/unix"
)

// Uptime asks the system how long the machine runs, sleep included where the system
// counts it. It is false where the system does not say so.
func Uptime() (time.Duration, bool) {
	var ts unix.Timespec
	if err := unix.ClockGettime(sinceBoot, &ts); err != nil {
		return 0, false
	}
	up := time.Duration(ts.Nano())
	return up, up > 0
}
