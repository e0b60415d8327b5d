//go:build dragonfly || freebsd || netbsd || openbsd

package station

import (
	"fmt"
	"os"
	"runtime"
)

// sinceBoot is the number of the clock that runs since the machine was started, as
// each system's <time.h> has it. On OpenBSD it counts while the machine sleeps; on the
// others a sleep looks like a clock that was set forward, and is told like one.
var sinceBoot = map[string]int32{"dragonfly": 4, "freebsd": 4, "netbsd": 3, "openbsd": 6}[runtime.GOOS]

// bootID returns a name of this boot of the machine, "" where none is known: when the
// file was written that each start of the system writes anew. A clock that is set
// later does not change it.
func bootID() string {
	info, err := os.Stat("/var/run/dmesg.boot")
	if err != nil {
		return ""
	}
	return fmt.Sprintf("dmesg-%d", info.ModTime().UnixNano())
}
