package station

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Machine is what is known of the machine's clock.
type Machine struct {
	Boot   string // which boot, for example the boot id
	Zone   string // for example Europe/London
	Synced bool   // whether the system calls its clock synchronised
}

// Uptime asks the system how long the machine runs, sleep included. It is
// false where the system does not say so.
func Uptime() (time.Duration, bool) {
	text, err := os.ReadFile("/proc/uptime")
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), " ")
	seconds, err := strconv.ParseFloat(first, 64)
	return time.Duration(seconds * float64(time.Second)), err == nil && seconds > 0
}

// ReadMachine asks the system about its clock. What it does not say is left
// empty.
func ReadMachine() Machine {
	var m Machine
	if id, err := os.ReadFile("/proc/sys/kernel/random/boot_id"); err == nil {
		m.Boot = strings.TrimSpace(string(id))
	}
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
