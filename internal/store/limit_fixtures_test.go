//go:build linux || darwin || netbsd || openbsd

package store_test

import "syscall"

// limited says that limitFiles can do what it should.
const limited = true

// limitFiles lets no file of this process grow beyond a size, as on a full disk.
func limitFiles(size int64) error {
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(size), Max: uint64(size)})
}
