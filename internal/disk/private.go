package disk

import (
	"fmt"
	"os"
)

// Private returns nil for a folder that is this user's own and closed to all others,
// and no link to one.
func Private(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%q is no folder", dir)
	}
	if !isOwn(info) {
		return fmt.Errorf("%q is not a folder that only this user can enter: set its mode to 0700", dir)
	}
	return nil
}
