package station

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"soprun/internal/disk"
	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/witness"
)

const (
	cosignedEnd   = ".cosigned"
	stampEnd      = ".tsr"
	checkpointEnd = ".checkpoint"
	keysFile      = "keys"
)

// ErrNoWitness is returned for a cosigned checkpoint of a witness whose key is
// not known.
var ErrNoWitness = errors.New("the key of that witness is not known here")

func (s *Station) witnessDir() string { return filepath.Join(s.cfg.Dir, "witnesses") }

// RequestWitness returns what a witness needs to cosign the log as it is now.
// since is the size of the tree that this witness saw last, or -1 for what it
// cosigned last for this log.
func (s *Station) RequestWitness(by string, since int64) ([]byte, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	if since < 0 {
		since = 0
		all, err := s.Witnesses()
		if err != nil {
			return nil, err
		}
		for _, w := range all {
			if !w.Stamp && (by == "" || w.By == by) {
				since = max(since, w.Size)
			}
		}
	}
	r := witness.Request{Old: since}
	err = log.Snapshot(func(snap *store.Snapshot) (err error) {
		if since > snap.Size() {
			return fmt.Errorf("the log has %s, and not %s: %w", sop.Counted(snap.Size(), "entry", "entries"), sop.Thousands(since), ErrUnknown)
		}
		if r.Checkpoint, err = snap.Checkpoint(); err != nil || since == 0 || since == snap.Size() {
			return err
		}
		r.Proof, err = snap.ProveTree(since)
		return err
	})
	return r.Bytes(), err
}

// KnowWitness keeps a witness's public key. A name has one key for ever.
func (s *Station) KnowWitness(key string) error {
	v, err := witness.ReadVerifier(key)
	if err != nil {
		return err
	}
	known, err := s.witnessKeys()
	if err != nil {
		return err
	}
	if old := known[v.Name()]; old != nil {
		if old.String() != key {
			return fmt.Errorf("the witness %s has another key here, %s", v.Name(), old)
		}
		return nil
	}
	lines := key + "\n"
	for _, k := range known {
		lines += k.String() + "\n"
	}
	return keyring.Replace(filepath.Join(s.witnessDir(), keysFile), []byte(lines))
}

func (s *Station) witnessKeys() (map[string]*witness.Verifier, error) {
	text, err := disk.ReadFile(filepath.Join(s.witnessDir(), keysFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	known := map[string]*witness.Verifier{}
	for line := range strings.Lines(string(text)) {
		v, err := witness.ReadVerifier(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(s.witnessDir(), keysFile), err)
		}
		known[v.Name()] = v
	}
	return known, nil
}

// KeepCosigned keeps what a witness answered, after checking it. A *ForkError
// says that the witness remembers another log.
func (s *Station) KeepCosigned(cosigned []byte) (model.Witnessed, error) {
	w, err := s.readCosigned(cosigned)
	if err != nil {
		return model.Witnessed{}, err
	}
	w.File = filepath.Join(s.witnessDir(), fmt.Sprintf("%08d-%s%s", w.Size, safeName(w.By), cosignedEnd))
	return w, keyring.Replace(w.File, cosigned)
}

// safeName is a witness's name as part of a file's name.
func safeName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
}

// readCosigned checks a cosigned checkpoint against the log.
func (s *Station) readCosigned(cosigned []byte) (w model.Witnessed, err error) {
	log, err := s.log()
	if err != nil {
		return w, err
	}
	station, err := stationKey(log)
	if err != nil {
		return w, err
	}
	known, err := s.witnessKeys()
	if err != nil {
		return w, err
	}
	by := known[lastSigner(cosigned)]
	if by == nil {
		return w, fmt.Errorf("%q: %w", lastSigner(cosigned), ErrNoWitness)
	}
	checkpoint, at, err := witness.OpenCosigned(station, by, cosigned)
	if err != nil {
		return w, err
	}
	w = model.Witnessed{By: by.Name(), At: s.local(at)}
	w.Size, err = s.remembered(log, station, checkpoint)
	return w, err
}

// Compare compares a checkpoint that was kept elsewhere with the log and returns
// its size. A *ForkError says that it is of another log.
func (s *Station) Compare(checkpoint []byte) (int64, error) {
	log, err := s.log()
	if err != nil {
		return 0, err
	}
	station, err := stationKey(log)
	if err != nil {
		return 0, err
	}
	return s.remembered(log, station, checkpoint)
}

// lastSigner returns the name in the last line of a note.
func lastSigner(note []byte) string {
	lines := bytes.Split(bytes.TrimSuffix(note, []byte("\n")), []byte("\n"))
	name, _, _ := bytes.Cut(bytes.TrimPrefix(lines[len(lines)-1], []byte("— ")), []byte(" "))
	return string(name)
}

// remembered compares a checkpoint from outside with the log and returns its
// size. A *ForkError says that it is of another log.
func (s *Station) remembered(log *store.Store, station note.Verifier, checkpoint []byte) (int64, error) {
	head, err := record.OpenCheckpoint(station, checkpoint)
	if err != nil {
		return 0, err
	}
	return head.Size, s.compare(log, station, checkpoint, "")
}

// Witnesses returns everything that is remembered outside the log, newest tree
// first. What is wrong with one stands in its Fault.
func (s *Station) Witnesses() ([]model.Witnessed, error) {
	files, err := os.ReadDir(s.witnessDir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var all []model.Witnessed
	for _, f := range files {
		read := s.readCosigned
		if strings.HasSuffix(f.Name(), stampEnd) {
			read = func(reply []byte) (model.Witnessed, error) { return s.readStamp(reply, f.Name(), nil) }
		} else if !strings.HasSuffix(f.Name(), cosignedEnd) {
			continue
		}
		path := filepath.Join(s.witnessDir(), f.Name())
		content, err := disk.ReadFile(path)
		var w model.Witnessed
		if err == nil {
			w, err = read(content)
		}
		if w.File = path; err != nil {
			w.Fault = err.Error()
		}
		all = append(all, w)
	}
	slices.SortStableFunc(all, func(a, b model.Witnessed) int { return int(b.Size - a.Size) })
	return all, nil
}

// Exposure returns what was appended since the log was last witnessed outside.
func (s *Station) Exposure() (model.Exposure, error) {
	all, err := s.Witnesses()
	out, seen := model.Exposure{Entries: s.About().Entries}, int64(0)
	for _, w := range slices.Backward(all) {
		if w.Fault != "" {
			out.Fault = filepath.Base(w.File) + ": " + w.Fault
			continue
		}
		out.By, out.At, seen = w.By, w.At, w.Size
	}
	out.Entries -= seen
	return out, err
}
