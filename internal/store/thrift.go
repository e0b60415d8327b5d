package store

import (
	"runtime/debug"
	"sync"
)

// sweepAt is by how many percent the heap grows before it is swept while a log is verified: what is
// kept of it meanwhile grows with the log, and is most of the heap of a long one. The time that it
// takes cannot be told from the noise.
const sweepAt = 50

// thrift keeps the heap small while somebody verifies: what is set is of the whole program.
var thrift struct {
	sync.Mutex
	users, before int
}

// beThrifty keeps the heap small until done is called.
func beThrifty() (done func()) {
	thrift.Lock()
	defer thrift.Unlock()
	if thrift.users++; thrift.users == 1 {
		thrift.before = debug.SetGCPercent(sweepAt)
	}
	return func() {
		thrift.Lock()
		defer thrift.Unlock()
		if thrift.users--; thrift.users == 0 {
			debug.SetGCPercent(thrift.before)
		}
	}
}
