package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"soprun/internal/store"
	"soprun/sop/record"
)

// ofPeers are the measures of what a user would pick instead.
var ofPeers = []measure{
	{work: "append one signed act, beside git", unit: "ms", ref: "git commit -S", ratio: 0.1, grows: not, take: besideGit},
	{work: "append one signed act, beside ssh-keygen", unit: "ms", ref: "ssh-keygen -Y sign and a file", ratio: 0.1, grows: not, because: "an act is on the disk when it is appended, by two flushes that are most of what it takes; ssh-keygen and the file it signs wait for none", take: besideKeygen},
	{work: "first useful frame, beside glow", unit: "ms", ref: "glow", ratio: 0.6, grows: not, take: besideGlow},
	{work: "bytes on disk, beside SQLite", unit: "bytes", ref: "SQLite, for a byte of act", grows: not, take: diskBesideSQLite},
}

// command returns what runs a program in a folder, and what it said where it failed.
func command(dir string, argv ...string) func() error {
	return func() error {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%v: %w: %s", argv, err, out)
		}
		return nil
	}
}

// installed skips where a program is not there, or peers are not asked for.
func installed(names ...string) error {
	if !*peers {
		return skipped("peers are measured with -peers")
	}
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			return skipped(name + " is not installed")
		}
	}
	return nil
}

// signing prepares a folder with a key of ssh-keygen.
func (w *world) signing() (dir string, err error) {
	dir = filepath.Dir(w.fresh("key"))
	return dir, command(dir, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key")()
}

// appending returns what appends the next signed act to a log, with how it is closed.
func (w *world) appending(n int) (next func() error, done func() error, err error) {
	l, err := w.acts(100)
	if err != nil {
		return nil, nil, err
	}
	acts := l.next(n)
	return func() error {
		act := acts[0]
		acts = acts[1:]
		_, err := l.store.Append([]record.Sealed{act})
		return err
	}, l.store.Close, nil
}

// beside measures an append in turn with what another program does.
func (w *world) besideProgram(ref func() error) (out figure, err error) {
	n := w.turns(15)
	next, done, err := w.appending(n)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, done()) }()
	return inTurn(n, time.Millisecond, next, ref)
}

func besideGit(w *world) (figure, error) {
	if err := installed("git", "ssh-keygen"); err != nil {
		return figure{}, err
	}
	dir, err := w.signing()
	if err == nil {
		err = command(dir, "git", "init", "-q", ".")()
	}
	if err != nil {
		return figure{}, err
	}
	return w.besideProgram(command(dir, "git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "gpg.format=ssh", "-c", "user.signingkey="+filepath.Join(dir, "key.pub"),
		"-c", "core.fsync=all", "commit", "-q", "--allow-empty", "-S", "-m", "an act"))
}

func besideKeygen(w *world) (figure, error) {
	if err := installed("ssh-keygen"); err != nil {
		return figure{}, err
	}
	dir, err := w.signing()
	if err != nil {
		return figure{}, err
	}
	n := 0
	return w.besideProgram(func() error {
		n++
		name := fmt.Sprintf("act-%d", n)
		if err := os.WriteFile(filepath.Join(dir, name), []byte("an act"), 0o600); err != nil {
			return err
		}
		return command(dir, "ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "sop", name)()
	})
}

func besideGlow(w *world) (figure, error) {
	if err := installed("glow"); err != nil {
		return figure{}, err
	}
	ours, err := soprun()
	if err != nil {
		return figure{}, err
	}
	return frames(w.turns(9), func() (time.Duration, error) { return shown("▸", ours, "--data", w.dir) },
		func() (time.Duration, error) { return shown("\x1b", "glow", "-t") })
}

// rival is what the program under testdata/sqlite measured of the same rows: each a median in ms.
type rival struct {
	Newest, Word, Values, Nothing float64
	Disk                          float64 // bytes for a byte of act
}

// rivals are those of each department.
var rivals = map[string]rival{}

// sqlite returns what SQLite takes for a work; 0 where it is not asked for or cannot be built,
// for want of a network for example.
func (w *world) sqlite(work string) (amount, error) {
	if !*peers {
		return 0, nil
	}
	r, known := rivals[w.dir]
	if !known {
		var err error
		if r, err = w.rival(); err != nil {
			return 0, err
		}
		rivals[w.dir] = r
	}
	return amount(map[string]float64{"newest": r.Newest, "word": r.Word, "values": r.Values, "nothing": r.Nothing, "disk": r.Disk}[work]), nil
}

// rival builds and runs it on the records of the department.
func (w *world) rival() (out rival, err error) {
	dir, err := binaries()
	if err != nil {
		return out, err
	}
	bin := filepath.Join(dir, "sqlite")
	build := exec.Command("go", "build", "-o", bin, ".")
	build.Dir = filepath.Join("testdata", "sqlite")
	if said, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "SQLite cannot be built: %s", said)
		return out, nil
	}
	rows := w.fresh("rows.jsonl")
	if err := w.rows(rows); err != nil {
		return out, err
	}
	text, err := exec.CommandContext(context.Background(), bin, rows, w.fresh("rival.db")).Output()
	if err != nil {
		return out, err
	}
	return out, errors.Join(json.Unmarshal(text, &out), os.Remove(rows))
}

// line is an entry as SQLite is given it.
type line struct {
	At, Person, SOP, Outcome, Run string
	Codes                         []string
	Exceptions                    int
	About                         int64  // the entry that it countersigns; 0 for none
	Field, Value                  string // of a reading
	Entry                         int64
	Payload, Signature            []byte
}

// rows writes all entries of the department.
func (w *world) rows(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	to := json.NewEncoder(f)
	err = w.reading(func(s *store.Store) error {
		for at := range s.Head().Size {
			p, raw, err := s.Get(at)
			if err != nil {
				return err
			}
			l := line{At: p.Entry.At.UTC().Format(time.RFC3339), Person: p.Entry.Person, Entry: at, Payload: raw.Payload, Signature: raw.Signature}
			switch b := p.Entry.Body.(type) {
			case *record.Completion:
				l.SOP, l.Outcome, l.Run, l.Exceptions = b.SOP, string(b.Outcome), b.Run, len(b.Exceptions)
				for _, c := range b.Codes {
					l.Codes = append(l.Codes, string(c))
				}
			case *record.Review:
				l.About = b.Position
			case *record.RunEvent:
				l.Run, l.Field, l.Value = b.Run, b.Event.Field, b.Event.Value
			}
			if err := to.Encode(l); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, f.Close())
}

func diskBesideSQLite(w *world) (figure, error) {
	if err := installed(); err != nil {
		return figure{}, err
	}
	ref, err := w.sqlite("disk")
	if err != nil || ref == 0 {
		return figure{}, errors.Join(err, skipped("SQLite cannot be built here"))
	}
	ours, err := takesDisk(w)
	return figure{ours: ours.ours, ref: ref}, err
}
