package station

import (
	"fmt"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// Uptime asks the system how long the machine runs, sleep included. It is
// false where the system does not say so.
func Uptime() (time.Duration, bool) { return windows.DurationSinceBoot(), true }

// bootID returns a name of this boot of the machine, "" where none is known.
func bootID() string {
	const where = `SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters`
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, where, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer func() { _ = k.Close() }() // only read
	n, _, err := k.GetIntegerValue("BootId")
	if err != nil {
		return ""
	}
	return fmt.Sprintf("boot-%d", n)
}
