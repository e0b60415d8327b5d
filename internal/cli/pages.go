package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/pages"
	"soprun/sop"
	"soprun/sop/page"
)

// pageFiles returns the pages that the arguments name: files, and all pages
// below folders.
func pageFiles(args []string) ([]string, error) {
	var out []string
	for _, arg := range args {
		if arg == stdinName {
			out = append(out, arg)
			continue
		}
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, arg)
			continue
		}
		err = filepath.WalkDir(arg, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && page.Named(d.Name()) {
				out = append(out, name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no page in %s", strings.Join(args, ", "))
	}
	return out, nil
}

// stdinName names standard input, and standard output.
const stdinName = "-"

// readPage reads a page, but no more of it than can be one.
func (a *app) readPage(name string) (src []byte, err error) {
	if name == stdinName {
		return io.ReadAll(io.LimitReader(a.stdin, page.MaxBytes+1))
	}
	f, err := disk.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, page.MaxBytes+1))
}

func (a *app) fmtCmd() *cobra.Command {
	var write, check bool
	cmd := &cobra.Command{
		Use: "fmt PAGE...", Short: "Number, indent and name the steps of pages, and name their figures",
		Long: "Print a page with its steps numbered and indented, missing ids added, and each figure named by the SHA-256 of its\n" +
			"file as it is now; prose is not touched.\n" +
			"With --write, change the files instead and name those that changed. With --check, change nothing and name those\n" +
			"that would change: exit code 1 when there are any. PAGE is a file, a folder, or - for standard input.",
		Args: cobra.MinimumNArgs(1),
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			names, err := pageFiles(args)
			if err != nil {
				return err
			}
			switch {
			case write && check:
				return misuse("--write changes what --check leaves alone: give one of them")
			case write && slices.Contains(names, stdinName):
				return misuse("standard input cannot be written to: leave --write out")
			case check:
				return a.checkFormat(names)
			case !write && len(names) > 1:
				return misuse("more than one page is formatted with --write or --check only")
			}
			for _, name := range names {
				if err := a.format(name, write); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
			return nil
		}),
	}
	cmd.Flags().BoolVar(&write, "write", false, "change the files")
	cmd.Flags().BoolVar(&check, "check", false, "name the files that would change, and change none")
	return cmd
}

// checkFormat names the pages that are not formatted.
func (a *app) checkFormat(names []string) error {
	differs := false
	for _, name := range names {
		src, out, err := a.formatted(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if bytes.Equal(src, out) {
			continue
		}
		differs = true
		if _, err := fmt.Fprintln(a.stdout, disk.Shown(name)); err != nil {
			return err
		}
	}
	if differs {
		return errSilent
	}
	return nil
}

// formatted reads a page, and returns it as it is and as it would be, with its figures named.
func (a *app) formatted(name string) (src, out []byte, err error) {
	if src, err = a.readPage(name); err != nil {
		return nil, nil, err
	}
	named := src
	if open := figuresBeside(name); open != nil {
		named = page.NameFigures(src, open)
	}
	out, err = page.Format(named)
	return src, out, err
}

// figuresBeside reads the figures that lie beside a page, nil for one without a place.
func figuresBeside(name string) func(string) ([]byte, error) {
	if name == stdinName {
		return nil
	}
	return pages.FiguresOf(os.DirFS(filepath.Dir(name)), ".")
}

func (a *app) format(name string, write bool) error {
	src, out, err := a.formatted(name)
	if err != nil {
		return err
	}
	if !write {
		_, err = a.stdout.Write(out)
		return err
	}
	if bytes.Equal(src, out) {
		return nil
	}
	if err := replaceFile(name, out); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, disk.Shown(name))
	return err
}

// replaceFile writes a file whole or not at all.
func replaceFile(name string, text []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".soprun-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(info.Mode()), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// withFigures is a page with the files of its figures, where they are those that it names.
func withFigures(p *sop.Procedure, name string) *sop.Procedure {
	open := figuresBeside(name)
	if open == nil {
		return p
	}
	if with, err := page.WithFigures(p, func(f sop.Figure) ([]byte, error) { return open(f.Path) }); err == nil {
		return with
	}
	return p
}

func (a *app) diffCmd() *cobra.Command {
	return &cobra.Command{
		Use: "diff OLD NEW", Short: "List what changed between two versions of a page, the dangerous first",
		Args: cobra.ExactArgs(2),
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			var pages [2]*sop.Procedure
			for i, name := range args {
				src, err := a.readPage(name)
				if err != nil {
					return err
				}
				p, findings := page.Parse(src)
				if at := slices.IndexFunc(findings, page.Finding.IsError); at >= 0 {
					return fmt.Errorf("%s:%s", name, findings[at])
				}
				pages[i] = withFigures(p, name)
			}
			changes := page.Diff(pages[0], pages[1])
			if len(changes) == 0 {
				_, err := fmt.Fprintln(a.stdout, "Nothing that the runner or a reader would see differs.")
				return err
			}
			for _, c := range changes {
				if _, err := fmt.Fprintln(a.stdout, c); err != nil {
					return err
				}
			}
			return nil
		}),
	}
}
