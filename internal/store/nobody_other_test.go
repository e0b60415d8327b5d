//go:build !linux

package store_test

import (
	"os"
	"testing"

	"soprun/internal/needs"
)

// asNobody calls f with the rights to files that anybody has.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() == 0 {
		needs.Skip(t, "root may write everywhere")
	}
	f()
}
