package figure

import (
	"regexp"
	"sync"
)

var named = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^figures/[a-z0-9][a-z0-9._-]{0,60}\.(?:svg|png)$`)
})

// Named reports whether a path is one that the file of a figure may have, beside its page:
// figures/rotor.svg. It leads nowhere else, and is the same file where case does not count.
func Named(path string) bool { return named().MatchString(path) }
