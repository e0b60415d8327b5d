package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"soprun/internal/practice"
	"soprun/internal/tui"
)

func (a *app) runCmd() *cobra.Command {
	return &cobra.Command{
		Use: "run ID", Short: "Open one procedure", Args: cobra.ExactArgs(1),
		Example: "soprun run SOP-IC-001",
		RunE:    a.do(func(_ *cobra.Command, args []string) error { return a.screen(args[0]) }),
	}
}

// framesPerSecond is how often the terminal is drawn on at most: a key is seen
// within 9 ms.
const framesPerSecond = 120

// idleAfter is how long nobody presses a key before a run asks who is at it.
const idleAfter = 10 * time.Minute

// screen opens the full-screen program, on one page if it is named. Everything
// is opened before the terminal is taken, so that an error is read in the shell.
func (a *app) screen(page string) (err error) {
	f, ok := a.stdout.(term.File)
	if !ok || !term.IsTerminal(f.Fd()) {
		return misuse("soprun draws on a terminal and this is none; in scripts use its commands, for example: soprun log --json")
	}
	b, s, err := a.openBench()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rehearsals, err := practice.Open(filepath.Join(a.dir(), "practice.db"), a.clock.Now, b.Page)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rehearsals.Close()) }()
	b.WithPractice(rehearsals)
	if page != "" {
		p, err := b.Page(page)
		if err != nil {
			return err
		}
		page = p.ID
	}
	width, height, err := term.GetSize(f.Fd())
	if err != nil {
		return err
	}
	model := tui.New(tui.Config{
		Bench: b, Practice: rehearsals, Now: a.clock.Now, ReadFile: hashFile, Open: page, Every: time.Second,
		IdleAfter: idleAfter, Bell: true, Width: width, Height: height, NoMouse: a.getenv("SOPRUN_MOUSE") == "off",
	})
	options := []tea.ProgramOption{
		tea.WithInput(a.stdin), tea.WithOutput(a.stdout), tea.WithEnvironment(a.env), tea.WithFPS(framesPerSecond),
	}
	if a.noColor {
		options = append(options, tea.WithColorProfile(colorprofile.Ascii))
	}
	_, err = tea.NewProgram(model, options...).Run()
	return err
}

// maxFile bounds what a file field hashes, in bytes.
const maxFile = 1 << 30

// hashFile returns the SHA-256 of a file in hexadecimal.
func hashFile(path string) (sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%q is not a file", path)
	case info.Size() > maxFile:
		return "", fmt.Errorf("%q is larger than 1 GB", path)
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
