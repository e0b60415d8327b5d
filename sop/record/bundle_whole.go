package record

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"strconv"

	"soprun/sop"
)

// The files that hold the entries of the whole log: few, however many they are.
const (
	fileLog         = "log.jsonl"
	fileSignatures  = "signatures"
	fileCheckpoints = "checkpoints"
)

// streamed are files that are read once, while they are checked, and hashed by the way.
var streamed = map[string]bool{fileLog: true, fileSignatures: true, fileCheckpoints: true, fileWords: true}

// whole writes every entry of the log.
func (w *bundleWriter) whole() error {
	var acts []int64
	var approved []*Entry
	err := w.stream(fileLog, func(out io.Writer) error {
		for e, err := range w.src.Entries() {
			if err != nil {
				return err
			}
			w.progress.step()
			line, act, err := w.line(e)
			if err == nil {
				_, err = out.Write(append(line[:len(line):len(line)], '\n'))
			}
			if err != nil {
				return fmt.Errorf("entry %d: %w", e.Position, err)
			}
			if act != nil {
				acts = append(acts, e.Position)
			}
			if act != nil && act.Type == KindApprove {
				approved = append(approved, act)
			}
		}
		return nil
	})
	for _, e := range approved {
		err = errors.Join(err, w.text(e))
	}
	return errors.Join(err, w.signatures(acts), w.stream(fileCheckpoints, w.heads))
}

// line returns the line of an entry, and what it says where it is an act: a fact changes nothing
// of what is derived but its own words.
func (w *bundleWriter) line(e Stored) (line []byte, act *Entry, err error) {
	switch {
	case e.Erased != nil:
		line, err = formatGone(e.Erased)
		return line, nil, err
	case len(e.Signature) == 0:
		return e.Payload, nil, nil
	}
	if act, err = Decode(e.Payload); err == nil {
		w.keys.apply(e.Position, act)
		w.standing.apply(e.Position, act)
	}
	return e.Payload, act, err
}

func (w *bundleWriter) signatures(acts []int64) error {
	return w.stream(fileSignatures, func(out io.Writer) error {
		for _, at := range acts {
			e, err := w.src.Entry(at)
			if err == nil {
				_, err = fmt.Fprintf(out, "%s%s", signatureHead(at), e.Signature)
			}
			if err != nil {
				return fmt.Errorf("entry %d: %w", at, err)
			}
		}
		return nil
	})
}

func (w *bundleWriter) heads(out io.Writer) error {
	station, err := w.station()
	if err != nil {
		return err
	}
	for head, err := range w.src.Signatures() {
		if err != nil {
			return err
		}
		if _, err := out.Write(headLine(station, head.Size, head.Signature)); err != nil {
			return err
		}
	}
	return nil
}

// headLine is the line of a checkpoint, whose root follows from the entries.
func headLine(station Station, size int64, signature []byte) []byte {
	line := append(strconv.AppendInt(make([]byte, 0, 128), size, 10), ' ')
	return append(appendWord(line, station, signature), '\n')
}

// headLine is the line of the checkpoint that the bundle has, nil where that cannot be read.
func (c *bundleCheck) headLine() []byte {
	if c.station == nil {
		return nil
	}
	head, signature, err := CheckpointParts(c.station, c.checkpoint)
	if err != nil {
		return nil
	}
	return headLine(c.station, head.Size, signature)
}

func signatureHead(at int64) string { return "entry " + strconv.FormatInt(at, 10) + "\n" }

// goneEntry is the line of an entry that was destroyed.
type goneEntry struct {
	disposal           int64
	payload, signature string // SHA-256, in hexadecimal
}

func (g *goneEntry) code(f *codec) {
	forNumber(f, "disposal", &g.disposal)
	forText(f, "payload_sha256", &g.payload)
	forOptText(f, "signature_sha256", &g.signature)
}

// formatGone returns the line of an entry that was destroyed.
func formatGone(e *Erased) ([]byte, error) {
	payload, signature, ok := leafHashes(e.Leaf)
	if !ok {
		return nil, fmt.Errorf("what is left of it is no leaf: %q", e.Leaf)
	}
	return canonical(&goneEntry{e.Disposal, payload, signature})
}

// parseGone reads what formatGone returns, and nothing else.
func parseGone(line []byte) (*Erased, error) {
	var g goneEntry
	if err := readCanonical(line, &g); err != nil {
		return nil, err
	}
	var sums [2][]byte
	for i, text := range []string{g.payload, g.signature} {
		sum, err := hex.DecodeString(text)
		if err != nil || len(sum) != sha256.Size && (i == 0 || len(sum) > 0) || hex.EncodeToString(sum) != text {
			return nil, fmt.Errorf("%q is no SHA-256", text)
		}
		sums[i] = sum
	}
	return &Erased{Leaf: leafOf(nil, [sha256.Size]byte(sums[0]), sums[1]), Disposal: g.disposal}, nil
}

// isGone tells the line of a destroyed entry from a payload, which begins with another member.
func isGone(line []byte) bool { return bytes.HasPrefix(line, []byte(`{"disposal":`)) }

// lines reads a file of a bundle line by line, and hashes it.
type lines struct {
	file io.Closer // nil for a file that is not there
	*bufio.Reader
	sum hash.Hash
}

// longest is how long a line may be: more than that is no entry.
const longest = 1 << 17

// lines opens a file of lines; one that is not there has none.
func (c *bundleCheck) lines(name string) (*lines, error) {
	c.want[name] = nil
	l := &lines{sum: sha256.New(), Reader: bufio.NewReaderSize(bytes.NewReader(nil), longest)}
	if c.sums[name] == nil {
		return l, nil
	}
	f, err := c.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	l.file = f
	l.Reset(io.TeeReader(f, l.sum))
	return l, nil
}

var errLine = errors.New("a line does not end, or is longer than an entry can be")

// next returns the next line with its end, which is good until the one after it is read;
// io.EOF where there is none.
func (l *lines) next() ([]byte, error) {
	line, err := l.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) || errors.Is(err, io.EOF) && len(line) > 0 {
		return nil, errLine
	}
	return line, err
}

// close closes the file.
func (l *lines) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// end closes the file, and returns its hash, nil for one that is not there. It reports whether
// nothing was left to be read.
func (l *lines) end() (sum []byte, all bool, err error) {
	if l.file == nil {
		return nil, true, nil
	}
	left, err := io.Copy(io.Discard, l)
	return l.sum.Sum(nil), left == 0, errors.Join(err, l.file.Close())
}

// payloads yields what the log has of each entry, without its signature.
func (c *bundleCheck) payloads(log *lines) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		for at := int64(0); ; at++ {
			line, err := log.next()
			if errors.Is(err, io.EOF) {
				return
			}
			e := Stored{Position: at}
			switch {
			case errors.Is(err, errLine):
				c.fault(FaultStorage, at, "%s: %v", fileLog, err)
				return
			case err == nil && isGone(line):
				if e.Erased, err = parseGone(line[:len(line)-1]); err != nil {
					c.fault(FaultStorage, at, "what is left of it cannot be read: %v", err)
					e.Erased, err = &Erased{}, nil
				}
			case err == nil:
				e.Payload = bytes.Clone(line[:len(line)-1])
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// wholeLog is a whole log in a bundle as a Source.
type wholeLog struct {
	c                            *bundleCheck
	log, signatures, checkpoints *lines
	nextAct                      []byte // the head of the next signature
	nextHead                     []byte // the line of the next checkpoint
	last                         []byte // the line of the last checkpoint that an entry has
	err                          error  // of the entries, which are read beside whoever asks for texts
	textErr                      error
}

func (c *bundleCheck) openWhole() (w *wholeLog, err error) {
	w = &wholeLog{c: c}
	for name, to := range map[string]**lines{fileLog: &w.log, fileSignatures: &w.signatures, fileCheckpoints: &w.checkpoints} {
		if *to, err = c.lines(name); err != nil {
			return nil, err
		}
	}
	if w.nextAct, err = w.line(w.signatures, fileSignatures); err == nil {
		w.nextHead, err = w.line(w.checkpoints, fileCheckpoints)
	}
	return w, err
}

// line returns the next line of a file, nil at its end.
func (w *wholeLog) line(of *lines, name string) ([]byte, error) {
	line, err := of.next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case errors.Is(err, errLine):
		w.c.fault(FaultStorage, NoEntry, "%s: %v", name, err)
		return nil, nil
	}
	return bytes.Clone(line), err
}

// Entries yields what the bundle has, as its log would.
func (w *wholeLog) Entries() iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		for e, err := range w.c.payloads(w.log) {
			if err == nil {
				err = w.complete(&e)
			}
			if err != nil {
				w.err = err
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// complete adds an entry's signature and checkpoint.
func (w *wholeLog) complete(e *Stored) (err error) {
	if e.Erased == nil && string(w.nextAct) == signatureHead(e.Position) {
		if e.Signature, err = w.signature(); err == nil {
			w.nextAct, err = w.line(w.signatures, fileSignatures)
		}
		if err != nil {
			return err
		}
	}
	size, word, _ := bytes.Cut(bytes.TrimSuffix(w.nextHead, []byte("\n")), []byte(" "))
	if string(size) != strconv.FormatInt(e.Position+1, 10) || w.c.station == nil {
		return nil
	}
	var spelt bool
	if e.Checkpoint, spelt = readWord(w.c.station, word); !spelt {
		e.Checkpoint = noteOf(w.c.station, TreeHead{}, word) // which is refused
	}
	w.last = append(w.last[:0], w.nextHead...)
	w.nextHead, err = w.line(w.checkpoints, fileCheckpoints)
	return err
}

// signature reads lines up to the last one of a signature.
func (w *wholeLog) signature() (armored []byte, err error) {
	for len(armored) < longest {
		line, err := w.line(w.signatures, fileSignatures)
		if armored = append(armored, line...); err != nil || line == nil || string(line) == armorFoot {
			return armored, err
		}
	}
	return armored, nil
}

// close hashes the files that were read, and finds what no entry used of them.
func (w *wholeLog) close() error {
	var errs []error
	for name, of := range map[string]*lines{fileLog: w.log, fileSignatures: w.signatures, fileCheckpoints: w.checkpoints} {
		sum, all, err := of.end()
		if sum != nil {
			w.c.sums[name] = sum
		}
		if name == fileSignatures && w.nextAct != nil || name == fileCheckpoints && w.nextHead != nil {
			all = false
		}
		if !all && err == nil {
			w.c.fault(FaultDerived, NoEntry, "%s has what belongs to no entry, or is not in order", name)
		}
		errs = append(errs, err)
	}
	if !bytes.Equal(w.last, w.c.headLine()) {
		w.c.fault(FaultCheckpoint, NoEntry, "the last of the checkpoints is not the one that the bundle has")
	}
	return errors.Join(errs...)
}

// Text returns a text of the bundle.
func (w *wholeLog) Text(sum string) ([]byte, bool) {
	text, err := w.c.read(dirTexts + sum)
	w.textErr = errors.Join(w.textErr, err)
	return text, w.c.sums[dirTexts+sum] != nil
}

// replay is level 3 for a whole log: everything that Verify checks.
func (c *bundleCheck) replay() error {
	w, err := c.openWhole()
	if err != nil {
		return err
	}
	noted := func(p Placed, _ *State) {
		if p.Entry.Type.Act() {
			c.note(p.Position, p.Entry)
		}
	}
	report, err := Verify(c.ctx, w, Options{NoHashes: true, Lean: c.lean, Placed: noted, Progress: c.progress.reach})
	if err = errors.Join(err, w.err, w.textErr); err != nil {
		return errors.Join(err, w.close())
	}
	if err := w.close(); err != nil {
		return err
	}
	found := report.Faults
	report.Faults = c.report.Faults
	c.report.Report = *report
	c.report.Faults = append(c.report.Faults, found...)
	if c.head != c.report.Head {
		c.fault(FaultCheckpoint, NoEntry, "the checkpoint is not over the tree of these entries")
	}
	if c.report.Entries != c.report.About.Entries && len(found) == 0 {
		c.fault(FaultMissing, NoEntry, "it says that it holds %s, and there are %s", sop.Counted(c.report.About.Entries, "entry", "entries"), sop.Thousands(c.report.Entries))
	}
	return nil
}
