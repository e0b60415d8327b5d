package pages

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"soprun/internal/disk"
	"soprun/sop"
	"soprun/sop/figure"
	"soprun/sop/page"
)

// FiguresOf reads the figures of the pages of a folder, by their paths in it. What is no file,
// or longer than any figure, is an error.
func FiguresOf(root fs.FS, folder string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		src, err := readFile(root, path.Join(folder, name), figure.MaxBytes+1)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New("there is no such file")
		}
		return src, err
	}
}

// readFile reads a file, but no more of it than at most so many bytes, and nothing that is no
// file: a pipe would be waited for, and a device has no end.
func readFile(folder fs.FS, name string, most int64) (src []byte, err error) {
	info, err := fs.Stat(folder, name)
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "read", Path: name, Err: disk.ErrNoFile}
	}
	if err != nil {
		return nil, err
	}
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var text bytes.Buffer
	text.Grow(int(min(info.Size(), most)) + bytes.MinRead) // in one piece
	_, err = text.ReadFrom(io.LimitReader(f, most))
	return text.Bytes(), err
}

// stamped says of the figures of a page how long their files are and when they changed: a page
// whose figure is another one is not as it was.
func (c *Catalogue) stamped(p *Page) string {
	var b strings.Builder
	for _, name := range p.Figures {
		info, err := fs.Stat(c.folders[p.Folder], path.Join(path.Dir(p.Path), name))
		if err != nil {
			fmt.Fprintf(&b, "%s none\n", name)
			continue
		}
		fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	}
	return b.String()
}

// figurePaths are the files of a page's figures, each once.
func figurePaths(list []sop.Figure) (out []string) {
	seen := map[string]bool{}
	for _, f := range list {
		if !seen[f.Path] && len(out) < page.MaxFigures {
			out = append(out, f.Path)
		}
		seen[f.Path] = true
	}
	return out
}

// WriteFigures writes the figures of a page into the folder of its file, those that are not
// there. It refuses to write over another picture.
func WriteFigures(list []sop.Figure, folder string) error {
	for _, f := range list {
		name := filepath.Join(folder, filepath.FromSlash(f.Path))
		if f.Data == nil {
			return fmt.Errorf("%s: %w", f.Path, page.ErrFigure)
		}
		switch there, err := disk.ReadFile(name); {
		case err == nil && bytes.Equal(there, f.Data):
			continue
		case err == nil:
			return fmt.Errorf("%s is another picture there already: nothing was written over it; move it away first", disk.Shown(name))
		case !errors.Is(err, os.ErrNotExist):
			return err
		}
		if err := WriteNew(name, f.Data); err != nil {
			return err
		}
	}
	return nil
}
