// Package needs is for tests that cannot run everywhere. Where nothing may be left
// out, as in CI, a test that could not run has failed.
package needs

import (
	"os"
	"os/exec"
	"testing"
)

// Everything is the variable that CI sets.
const Everything = "SOPRUN_NO_SKIP"

// Skip leaves a test out, and fails it where none may be.
func Skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(Everything) != "" {
		t.Fatalf("it could not run: %s", why)
	}
	t.Skip(why)
}

// Tool leaves a test out where a program is not installed.
func Tool(t testing.TB, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		Skip(t, name+" is not installed")
	}
}
