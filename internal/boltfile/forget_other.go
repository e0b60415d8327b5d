//go:build !linux

package boltfile

import "go.etcd.io/bbolt"

// Forget gives back memory where the system lets a process: here it sees to that itself.
func Forget(*bbolt.Tx) {}
