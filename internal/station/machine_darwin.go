package station

import "golang.org/x/sys/unix"

// sinceBoot counts while the machine sleeps too.
const sinceBoot = unix.CLOCK_MONOTONIC

// bootID returns a name of this boot of the machine, "" where none is known.
func bootID() string {
	id, err := unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		return ""
	}
	return id
}
