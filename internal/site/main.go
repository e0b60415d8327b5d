package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("site", flag.ContinueOnError)
	source := flags.String("source", ".", "folder of the module")
	dir := flags.String("out", "bin/site", "folder of the site, which takes the place of one that was built before")
	if err := flags.Parse(args); err != nil {
		return err
	}
	files, err := build(*source)
	if err != nil {
		return err
	}
	if err := put(*dir, files); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s has %d files: open %s\n", *dir, len(files), filepath.Join(*dir, "index.html"))
	return err
}

// mark is a file by which a site is told from any other folder.
const mark = ".soprun-site"

// put writes a site beside where it goes, and then takes the place of the one before.
func put(dir string, files map[string][]byte) (err error) {
	if _, err := os.Stat(dir); err == nil {
		if _, err := os.Stat(filepath.Join(dir, mark)); err != nil {
			return fmt.Errorf("%q is there and was not built by this program: name another folder with -out, or remove it", dir)
		}
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), ".site-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(fresh)) }()
	for name, text := range files {
		file := filepath.Join(fresh, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(fresh, mark), nil, 0o644); err != nil {
		return err
	}
	if err := os.Chmod(fresh, 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(fresh, dir)
}
