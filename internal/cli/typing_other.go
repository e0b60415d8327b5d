//go:build !unix

package cli

import "errors"

// hideTyping is not known here: a passphrase that would be shown is not asked for.
func hideTyping(uintptr) error {
	return errors.New("a passphrase cannot be hidden on this terminal: leave out --plain")
}
