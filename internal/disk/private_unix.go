//go:build unix

package disk

import (
	"io/fs"
	"os"
	"syscall"
)

// isOwn reports whether a folder is this user's and closed to all others.
func isOwn(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Geteuid() && info.Mode().Perm()&0o077 == 0
}
