//go:build darwin || freebsd

package guest

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// localLevel is SOL_LOCAL, which is 0 on these systems.
const localLevel = 0

// samePeer refuses a program of another user at the other end.
func samePeer(conn *net.UnixConn) error {
	return onSocket(conn, func(fd int) error {
		cred, err := unix.GetsockoptXucred(fd, localLevel, unix.LOCAL_PEERCRED)
		if err == nil && int(cred.Uid) != os.Geteuid() {
			err = ErrStranger
		}
		return err
	})
}
