package boltfile

import (
	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// Forget gives back the memory into which a transaction that reads has mapped what it read:
// the system keeps that as long as it has room, and it can be read again. Whoever goes
// through a large file would be counted as large as the file otherwise.
func Forget(tx *bbolt.Tx) {
	if tx.Writable() { // it may map the file anew
		return
	}
	// While tx reads, no other transaction maps the file anew, and all of tx lies in it. The
	// pages are the file's, and nothing was written into them here: they are only dropped.
	_, _, _ = unix.Syscall(unix.SYS_MADVISE, tx.DB().Info().Data, uintptr(tx.Size()), unix.MADV_DONTNEED)
}
