//go:build !(linux || darwin || netbsd || openbsd)

package store_test

import "errors"

const limited = false

func limitFiles(int64) error { return errors.ErrUnsupported }
