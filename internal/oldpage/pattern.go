package oldpage

import (
	"regexp"
	"sync"
)

// lazily compiles a pattern when it is used first: few starts of the program read an old page.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
