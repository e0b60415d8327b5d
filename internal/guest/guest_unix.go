//go:build unix

package guest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// fileID names a file by its device and inode.
func fileID(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", fmt.Errorf("%q has no inode", path)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d", st.Dev, st.Ino))
	return hex.EncodeToString(sum[:8]), nil
}

func userName() string { return strconv.Itoa(os.Geteuid()) }
