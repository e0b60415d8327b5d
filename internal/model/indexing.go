package model

import (
	"fmt"
	"time"
)

// Indexing is how far the index of a log is that is built again, and the error of whatever
// needs all of it: a part would look like the whole.
type Indexing struct {
	Done, Total int64         // entries
	Left        time.Duration // how long it will take about, 0 where that is not known
}

// Running reports whether it is built.
func (i Indexing) Running() bool { return i.Total > 0 }

// Percent returns how much of it is done, from 0 to 99.
func (i Indexing) Percent() int64 { return min(99, 100*i.Done/max(1, i.Total)) }

// Error says so.
func (i Indexing) Error() string {
	return fmt.Sprintf("the index of the log is being built again, and this is told from all of it: %d%% so far, nothing is lost", i.Percent())
}

// LeftOf returns how long the rest takes if it goes on as it did so far, 0 where it is too
// early to tell.
func LeftOf(done, total int64, took time.Duration) time.Duration {
	if done <= 0 || took < time.Second {
		return 0
	}
	return time.Duration(float64(took) / float64(done) * float64(total-done))
}
