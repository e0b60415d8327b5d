package station

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// sinceBoot counts while the machine sleeps too.
const sinceBoot = unix.CLOCK_BOOTTIME

// bootID returns a name of this boot of the machine, "" where none is known.
func bootID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}
