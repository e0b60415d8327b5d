package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// release is what is built, and from what.
type release struct {
	source  string // the folder of the module
	out     string // where everything goes
	version string
	when    time.Time         // of the commit: the time of every file in an archive
	tools   string            // the folder of nfpm and cyclonedx-gomod, "" to leave out what they make
	key     string            // the file of an SSH key that signs the checksums, "" for none
	url     string            // where its files will lie, "" for no manifests
	only    string            // one system, like linux/amd64, "" for all
	built   map[system]string // the program of each system, once it was built
}

// outFolder is where a release goes unless something else is said.
const outFolder = "bin/release"

func run(ctx context.Context, args []string) error {
	var r release
	var epoch int64
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.StringVar(&r.source, "source", ".", "folder of the module")
	flags.StringVar(&r.out, "out", outFolder, "folder that is made for what is built; it must not be there")
	flags.StringVar(&r.version, "version", "", "version that the program says of itself")
	flags.Int64Var(&epoch, "epoch", 0, "time of the commit, in seconds since 1970")
	flags.StringVar(&r.tools, "tools", "", "folder of nfpm and cyclonedx-gomod; without it there are no packages and no list of components")
	flags.StringVar(&r.key, "key", "", "SSH key that signs the checksums")
	flags.StringVar(&r.url, "url", "", "address under which the files of the release will lie: for manifests of package managers")
	flags.StringVar(&r.only, "only", "", "one system, like linux/amd64")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if r.version == "" || epoch <= 0 {
		return errors.New("-version and -epoch are needed: make release knows both")
	}
	r.when = time.Unix(epoch, 0).UTC()
	return r.build(ctx)
}

// systems are those that a release is for.
var systems = []system{
	{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"freebsd", "amd64"},
}

// system is an operating system and a processor, as Go names them.
type system struct{ os, arch string }

func (s system) String() string { return s.os + "/" + s.arch }

// program is the name of the program's file.
func (s system) program() string {
	if s.os == "windows" {
		return "soprun.exe"
	}
	return "soprun"
}

func (r *release) build(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(r.out), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(r.out, 0o755); err != nil {
		return fmt.Errorf("%w: remove it, or name another folder", err)
	}
	work, err := os.MkdirTemp("", "soprun-release-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }() // of no use any more
	texts, err := r.texts(ctx, work)
	if err != nil {
		return err
	}
	built := 0
	for _, s := range systems {
		if r.only != "" && r.only != s.String() {
			continue
		}
		built++
		if err := r.forSystem(ctx, s, filepath.Join(work, s.os+"-"+s.arch), texts); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	if built == 0 {
		return fmt.Errorf("%q is no system that a release is for: %v", r.only, systems)
	}
	if err := r.components(ctx, filepath.Join(work, "host")); err != nil {
		return err
	}
	if err := r.manifest(); err != nil {
		return err
	}
	return r.checksums(ctx)
}
