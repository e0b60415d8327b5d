package page

import (
	"regexp"
	"sync"
)

// lazily compiles a pattern when it is used first: a program that reads no page does not wait
// for forty of them at its start.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
