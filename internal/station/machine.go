package station

import (
	"cmp"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Machine is what is known of the machine's clock.
type Machine struct {
	Boot   string // which boot, for example the boot id
	Zone   string // for example Europe/London
	Synced bool   // whether the system calls its clock synchronised
}

// ReadMachine asks the system about its clock. What it does not say is left
// empty, but for the boot: where none is told from another, this process stands for
// it, so that a clock that is moved while it runs is seen on every system.
func ReadMachine() Machine {
	m := Machine{Boot: cmp.Or(bootID(), process())}
	m.Zone = os.Getenv("TZ")
	if target, err := filepath.EvalSymlinks("/etc/localtime"); err == nil && m.Zone == "" {
		if _, zone, ok := strings.Cut(target, "zoneinfo/"); ok {
			m.Zone = zone
		}
	}
	if _, err := os.Stat("/run/systemd/timesync/synchronized"); err == nil {
		m.Synced = true
	}
	return m
}

// process is a name of this process.
var process = sync.OnceValue(func() string { return "process-" + strings.ToLower(rand.Text()) })
