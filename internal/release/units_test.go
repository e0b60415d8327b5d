package main

import (
	"os/exec"
	"strings"
	"testing"

	"soprun/internal/needs"
)

// mostExposed is what systemd-analyze says at most of how exposed a service is, of 100.
const mostExposed = "20"

// A kiosk has a console and a seat, and a backup is over in a second; what listens is kept in.
func TestTheServiceThatListensIsKeptIn(t *testing.T) {
	needs.Tool(t, "systemd-analyze")
	out, err := exec.Command("systemd-analyze", "security", "--offline=yes", "--threshold="+mostExposed, "linux/soprun-serve.service").CombinedOutput()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		t.Errorf("%v: %s", err, lines[len(lines)-1])
	}
}
