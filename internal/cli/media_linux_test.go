package cli_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"soprun/internal/bundle"
	"soprun/internal/station/stationtest"
)

// nobody is a user whom no file belongs to: root may write everywhere.
const nobody = 65534

// media is a copy of the demo where nothing can be written, with a folder beside it
// where something can, and the program for the user whom both belong to.
type media struct{ program, data, work string }

func burn(t *testing.T) media {
	t.Helper()
	base, err := os.MkdirTemp("", "soprun-media-*") //nolint:usetesting // others cannot enter a folder of the test
	if err != nil {
		t.Fatal(err)
	}
	m := media{filepath.Join(base, "soprun"), filepath.Join(base, "data"), filepath.Join(base, "work")}
	t.Cleanup(func() { m.allow(t, 0o700, 0o600); _ = os.RemoveAll(base) })
	from, err := demoDir()
	if err == nil {
		err = stationtest.Copy(m.data, os.DirFS(from))
	}
	if err := errors.Join(err, os.Mkdir(m.work, 0o700), os.Chmod(base, 0o755), copyProgram(m.program)); err != nil {
		t.Fatal(err)
	}
	m.allow(t, 0o500, 0o400)
	return m
}

func copyProgram(to string) error {
	self, err := os.Executable() // TestMain makes it the program under this name
	if err != nil {
		return err
	}
	in, err := os.Open(self)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close(), os.Chmod(to, 0o755))
}

// allow gives the folders and files of the data these modes, and all to whom the
// commands run as.
func (m media) allow(t *testing.T, dirs, files os.FileMode) {
	t.Helper()
	for _, dir := range []string{m.data, m.work} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if os.Geteuid() == 0 {
				err = os.Lchown(name, nobody, nobody)
			}
			switch {
			case dir == m.work:
				return err
			case d.IsDir():
				return errors.Join(err, os.Chmod(name, dirs))
			default:
				return errors.Join(err, os.Chmod(name, files))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (m media) run(t *testing.T, args ...string) ran {
	t.Helper()
	var out, errs strings.Builder
	cmd := exec.Command(m.program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = m.work, &out, &errs
	cmd.Env = append(os.Environ(), "SOPRUN_DATA="+m.data, "HOME="+m.work, "TMPDIR="+m.work, "XDG_RUNTIME_DIR="+m.work, "XDG_DATA_HOME="+m.work, "TERM=dumb")
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// holds returns every file of the data with its contents.
func (m media) holds(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(m.data, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		b.WriteString(name + "\n" + string(text) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestALogOnMediaThatCannotBeWrittenIsReadAndExported(t *testing.T) {
	m := burn(t)
	before := m.holds(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"verify"}, "The log verifies: "},
		{[]string{"verify", "--full"}, "The log verifies: "},
		{[]string{"log"}, "a.khan"},
		{[]string{"show", "3"}, "Entry 3"},
		{[]string{"people"}, "j.bell"},
		{[]string{"export", "all.zip"}, "The log has no entry that it was made: it was made from a medium that cannot be written."},
		{[]string{"verify", "all.zip"}, "The bundle verifies: "},
		{[]string{"backup", "copy"}, "It was read back and verifies."},
	} {
		if got := m.run(t, c.args...); got.code != 0 || !strings.Contains(got.out, c.want) || got.errors != "" {
			t.Errorf("soprun %s: %+v", strings.Join(c.args, " "), got)
		}
	}
	bundled, err := bundle.Open(filepath.Join(m.work, "all.zip"))
	if err != nil {
		t.Fatal(err)
	}
	readme, err := fs.ReadFile(bundled, "README")
	if err := errors.Join(err, bundled.Close()); err != nil || !strings.Contains(string(readme), "medium that cannot be written") {
		t.Errorf("its README does not say so: %v\n%s", err, readme)
	}
	if err := os.WriteFile(filepath.Join(m.work, "none"), []byte("nobody uses this one\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"--plain"}, {"people", "roles", "--person", "a.khan", "--roles", "trainee", "--reason", "learns the bench", "--as", "j.bell", "--passphrase-file", "none"}} {
		if got := m.run(t, args...); got.code != 1 || !strings.Contains(got.errors, "cannot be written here") {
			t.Errorf("soprun %s, which writes: %+v", strings.Join(args, " "), got)
		}
	}
	if m.holds(t) != before {
		t.Error("something was written")
	}
}

// An inspector's account reads, and may not even read the keys.
func TestALogIsInspectedByWhoMayOnlyReadIt(t *testing.T) {
	m := burn(t)
	for _, key := range []string{"station.key", "people"} {
		if err := os.Chmod(filepath.Join(m.data, key), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(m.data, "people"), 0o700) })
	got := m.run(t, "inspect", "--plain")
	if got.code != 0 || got.errors != "" || !strings.Contains(got.out, "INSPECTION, read-only: the log in ") {
		t.Errorf("%+v", got)
	}
	if found, err := os.ReadDir(m.work); err != nil || len(found) != 0 {
		t.Errorf("%v was written, %v", found, err)
	}
	if got := m.run(t, "log"); got.code != 1 || !strings.Contains(got.errors, "soprun inspect looks at the log without it") {
		t.Errorf("a command, which needs the key: %+v", got)
	}
	if err := os.Chmod(filepath.Join(m.data, "log.db"), 0); err != nil {
		t.Fatal(err)
	}
	if got := m.run(t, "inspect", "--plain"); got.code != 1 || !strings.Contains(got.errors, "the log's file cannot be read") || strings.Contains(got.errors, "written") {
		t.Errorf("a log that cannot be read: %+v", got)
	}
}

// Somebody took the right away: that is no medium.
func TestALogThatAloneCannotBeWrittenIsAnError(t *testing.T) {
	m := burn(t)
	m.allow(t, 0o700, 0o600)
	if err := os.Chmod(filepath.Join(m.data, "log.db"), 0o400); err != nil {
		t.Fatal(err)
	}
	if got := m.run(t, "log"); got.code != 1 || !strings.Contains(got.errors, "cannot be written here") || got.out != "" {
		t.Errorf("%+v", got)
	}
}
