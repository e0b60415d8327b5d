package disk

import "errors"

// Hold waits until nobody else holds a file, in this process or another, and holds it until release
// is called; the file is made where it is not there, and stays. Whoever dies holds nothing.
func Hold(path string) (release func() error, err error) {
	f, err := OpenToWrite(path)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
}
