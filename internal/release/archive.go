package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// forSystem builds the archive of a system, and on Linux its packages.
func (r *release) forSystem(ctx context.Context, s system, work string, texts map[string][]byte) error {
	program, err := r.compile(ctx, s, filepath.Join(work, s.program()))
	if err != nil {
		return err
	}
	binary, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	files := maps.Clone(texts)
	files[s.program()] = binary
	name := fmt.Sprintf("soprun_%s_%s_%s", r.version, s.os, s.arch)
	if s.os == "windows" {
		err = r.write(name+".zip", func(out io.Writer) error { return zipped(out, name, files, r.when) })
	} else {
		err = r.write(name+".tar.gz", func(out io.Writer) error { return tarred(out, name, files, r.when) })
	}
	if err != nil || s.os != "linux" || r.tools == "" {
		return err
	}
	return r.packages(ctx, s, work, files)
}

func (r *release) write(name string, content func(io.Writer) error) error {
	f, err := os.OpenFile(filepath.Join(r.out, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(content(f), f.Close())
}

// mode is that of a file in an archive.
func mode(name string) int64 {
	if base := path.Base(name); base == "soprun" || base == "soprun.exe" {
		return 0o755
	}
	return 0o644
}

// tarred writes files under a folder, in the order of their names, all of one time and nobody's.
func tarred(out io.Writer, folder string, files map[string][]byte, when time.Time) error {
	packed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := tar.NewWriter(packed)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		head := &tar.Header{Typeflag: tar.TypeReg, Name: path.Join(folder, name), Size: int64(len(files[name])), Mode: mode(name), ModTime: when, Format: tar.FormatUSTAR}
		if err := w.WriteHeader(head); err != nil {
			return err
		}
		if _, err := w.Write(files[name]); err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), packed.Close())
}

// zipped is tarred for systems that open zips.
func zipped(out io.Writer, folder string, files map[string][]byte, when time.Time) error {
	w := zip.NewWriter(out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		head := &zip.FileHeader{Name: path.Join(folder, name), Method: zip.Deflate, Modified: when}
		head.SetMode(os.FileMode(mode(name)))
		f, err := w.CreateHeader(head)
		if err != nil {
			return err
		}
		if _, err := f.Write(files[name]); err != nil {
			return err
		}
	}
	return w.Close()
}

// kinds are the packages that are built, as nfpm names them.
var kinds = []string{"deb", "rpm", "apk", "archlinux"}

// beside are the files that only packages have: what begins the program with the machine.
func (r *release) beside() (map[string][]byte, error) {
	const folder = "internal/release/linux"
	all, err := os.ReadDir(filepath.Join(r.source, folder))
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, f := range all {
		if out["linux/"+f.Name()], err = os.ReadFile(filepath.Join(r.source, folder, f.Name())); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// packages builds the packages of a system, as .nfpm.yaml says.
func (r *release) packages(ctx context.Context, s system, work string, files map[string][]byte) error {
	root := filepath.Join(work, "files")
	beside, err := r.beside()
	if err != nil {
		return err
	}
	maps.Copy(beside, files)
	for name, text := range beside {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, os.FileMode(mode(name))); err != nil {
			return err
		}
		if err := os.Chtimes(file, r.when, r.when); err != nil {
			return err
		}
	}
	out, err := filepath.Abs(r.out)
	if err != nil {
		return err
	}
	config, err := filepath.Abs(filepath.Join(r.source, ".nfpm.yaml"))
	nfpm, err2 := filepath.Abs(filepath.Join(r.tools, "nfpm"))
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	for _, kind := range kinds {
		cmd := exec.CommandContext(ctx, nfpm, "package", "--config", config, "--packager", kind, "--target", out)
		cmd.Dir = root // where its scripts have the time of the commit
		cmd.Env = append(os.Environ(), "ARCH="+s.arch, "VERSION="+r.version, "FILES="+root, fmt.Sprintf("SOURCE_DATE_EPOCH=%d", r.when.Unix()))
		if err := output(cmd); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}
