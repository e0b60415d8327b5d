package guest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// fileID names a file by its volume and index.
func fileID(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // only looked at
	var info windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(windows.Handle(f.Fd()), &info); err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %d", info.VolumeSerialNumber, info.FileIndexHigh, info.FileIndexLow))
	return hex.EncodeToString(sum[:8]), nil
}

// userName is empty: the temporary folder is the user's own.
func userName() string { return "" }

// peerPID is SIO_AF_UNIX_GETPEERPID.
const peerPID = 0x58000100

// samePeer refuses a program of another user at the other end.
func samePeer(conn *net.UnixConn) error {
	return onSocket(conn, func(fd int) error {
		var pid, n uint32
		err := windows.WSAIoctl(windows.Handle(fd), peerPID, nil, 0, (*byte)(unsafe.Pointer(&pid)), uint32(unsafe.Sizeof(pid)), &n, nil, 0)
		if err != nil {
			return err
		}
		theirs, err := userOf(pid)
		if err != nil {
			return err
		}
		ours, err := userOf(windows.GetCurrentProcessId())
		if err != nil {
			return err
		}
		if !theirs.Equals(ours) {
			return ErrStranger
		}
		return nil
	})
}

// userOf returns whose a process is.
func userOf(pid uint32) (*windows.SID, error) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return nil, err
	}
	defer func() { _ = windows.CloseHandle(process) }() // only looked at
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return nil, err
	}
	defer func() { _ = token.Close() }() // only looked at
	user, err := token.GetTokenUser()
	if err != nil {
		return nil, err
	}
	return user.User.Sid, nil
}
