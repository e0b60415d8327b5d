// Package bundle is where bundles and backups are on disk: it writes a folder or
// a zip so that it is whole or not there, and opens one.
package bundle

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"soprun/internal/disk"
)

// ErrExists is returned when something would be written over.
var ErrExists = disk.ErrExists

// IsZip reports whether a name is that of a zip.
func IsZip(name string) bool { return strings.EqualFold(filepath.Ext(name), ".zip") }

// Writer writes files to a temporary name beside the one that they get.
type Writer struct {
	path, tmp string        // of a folder
	file      *disk.NewFile // of a zip
	zip       *zip.Writer
}

// Create begins a folder, or a zip where the name says so. The caller discards it.
func Create(path string) (*Writer, error) {
	if IsZip(path) {
		return CreateZip(path)
	}
	if err := disk.Free(path); err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	return &Writer{path: path, tmp: tmp}, disk.NoFolder(filepath.Dir(path), err)
}

// CreateZip begins a zip of any name, which only its owner can read.
func CreateZip(path string) (*Writer, error) {
	f, err := disk.Create(path)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: f, zip: zip.NewWriter(f)}
	// What is long here repeats itself: to look harder takes three times as long, for a tenth.
	w.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	return w, nil
}

// small is what is not worth to be compressed.
const small = 512

// Add writes one file.
func (w *Writer) Add(name string, content []byte) error {
	if w.zip != nil && len(content) < small {
		out, err := w.CreateStored(name, int64(len(content)))
		if err == nil {
			_, err = out.Write(content)
		}
		return err
	}
	out, err := w.Create(name)
	if err != nil {
		return err
	}
	_, err = out.Write(content)
	return errors.Join(err, out.Close())
}

// Create begins a file that is written as it comes. It is closed before the next one.
func (w *Writer) Create(name string) (io.WriteCloser, error) {
	if w.zip != nil {
		out, err := w.zip.Create(name)
		return zipped{out}, err
	}
	file := filepath.Join(w.tmp, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	return os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
}

// zipped is a file in a zip, which ends where the next one begins.
type zipped struct{ io.Writer }

// Close does nothing.
func (zipped) Close() error { return nil }

// CreateStored begins one file of a zip, uncompressed.
func (w *Writer) CreateStored(name string, _ int64) (io.Writer, error) {
	return w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
}

// Commit gives what was written its name, which nothing else must have taken
// meanwhile.
func (w *Writer) Commit() error {
	if w.zip == nil {
		if err := disk.Free(w.path); err != nil {
			return err
		}
		return errors.Join(os.Chmod(w.tmp, 0o755), os.Rename(w.tmp, w.path), disk.SyncDir(filepath.Dir(w.path)))
	}
	if err := w.zip.Close(); err != nil {
		return err
	}
	return w.file.Commit()
}

// Discard removes what was not committed.
func (w *Writer) Discard() {
	if w.file != nil {
		w.file.Discard()
		return
	}
	_ = os.RemoveAll(w.tmp) // gone already where it was committed
}

// Opened is a bundle or a backup to read.
type Opened struct {
	fs.FS
	close func() error
}

// Close closes it.
func (o *Opened) Close() error { return o.close() }

// ErrNoZip is returned for a file that is none: not even its first bytes are those of a zip.
var ErrNoZip = errors.New("no zip")

// noZip says of a file that cannot be opened as a zip whether it is one that is not whole.
func noZip(path string, err error) error {
	f, opened := os.Open(path)
	if opened != nil {
		return opened
	}
	first := make([]byte, 2)
	_, read := io.ReadFull(f, first)
	if closed := f.Close(); read == nil && string(first) == "PK" {
		return errors.Join(fmt.Errorf("%q is no whole zip: %w", path, err), closed)
	}
	return fmt.Errorf("%q is %w", path, ErrNoZip)
}

// Open opens a folder or a zip. A zip that is cut off, or whose names lead
// elsewhere, is refused; nothing of it is ever unpacked here.
func Open(path string) (*Opened, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return &Opened{os.DirFS(path), func() error { return nil }}, nil
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, noZip(path, err)
	}
	seen := map[string]bool{}
	for _, f := range z.File {
		if !fs.ValidPath(f.Name) || strings.ContainsAny(f.Name, `\:`) || !f.Mode().IsRegular() || seen[f.Name] {
			return nil, errors.Join(fmt.Errorf("%q: holds %q, which is no file of its own inside it", path, f.Name), z.Close())
		}
		seen[f.Name] = true
	}
	return &Opened{&z.Reader, z.Close}, nil
}
