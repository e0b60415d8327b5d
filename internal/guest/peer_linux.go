package guest

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// samePeer refuses a program of another user at the other end.
func samePeer(conn *net.UnixConn) error {
	return onSocket(conn, func(fd int) error {
		cred, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
		if err == nil && int(cred.Uid) != os.Geteuid() {
			err = ErrStranger
		}
		return err
	})
}
