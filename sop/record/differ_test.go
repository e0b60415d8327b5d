package record_test

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"soprun/sop"
	"soprun/sop/record/recordtest"
)

// everyBits are all bits of what a bundle records, or one in some, each under a
// new manifest.
func everyBits(b fstest.MapFS, step int) iter.Seq[change] {
	return func(yield func(change) bool) {
		n := 0
		for _, name := range slices.Sorted(maps.Keys(b)) {
			for bit := range 8 * len(b[name].Data) {
				if n++; slices.Contains(atRest, name) || n%step != 0 {
					continue
				}
				files := map[string][]byte{name: flipped(b[name].Data, bit)}
				if !yield(remanifested(b, fmt.Sprintf("bit %d of %s", bit, name), files)) {
					return
				}
			}
		}
	}
}

// Two programs that share no code say the same of every bit of a bundle.
func TestBothVerifiersFindEveryFlippedBit(t *testing.T) {
	needTools(t)
	t.Parallel()
	l, one := everyKind(t), 131*step
	if everyBit {
		l, one = lone(t), 1
	}
	b := l.Bundle("")
	v := judgedByBoth(t, b, everyBits(b, one), func(what string) { t.Error(what) })
	t.Logf("%d bits of %d entries: %d missed by soprun, %d by verify.py, %d apart", v.tried, l.Tree.Size(), v.missed, v.missedInPython, v.apart)
	if v.tried < 10 {
		t.Errorf("only %d bits were tried", v.tried)
	}
}

// entryFiles are the files of an entry, without those that it does not have.
func entryFiles(b fstest.MapFS, at int64) map[string][]byte {
	out := map[string][]byte{}
	b = unpacked(b)
	for _, end := range []string{".json", ".json.sig"} {
		if file := b[fmt.Sprintf("entries/%08d%s", at, end)]; file != nil {
			out[end] = file.Data
		}
	}
	return out
}

// placed are the files of an entry at another position.
func placed(files map[string][]byte, at int64) map[string][]byte {
	out := map[string][]byte{}
	for _, end := range []string{".json", ".json.sig"} {
		out[fmt.Sprintf("entries/%08d%s", at, end)] = files[end]
	}
	return out
}

// without drops what is not there, before or after.
func without(b fstest.MapFS, files map[string][]byte) map[string][]byte {
	all := unpacked(b)
	maps.DeleteFunc(files, func(name string, data []byte) bool { return data == nil && all[name] == nil })
	return files
}

// joined returns all of them in one.
func joined(all ...map[string][]byte) map[string][]byte {
	out := map[string][]byte{}
	for _, one := range all {
		maps.Copy(out, one)
	}
	return out
}

// shuffles are changes that leave every byte of an entry as it was, and put it elsewhere.
func shuffles(l *recordtest.Log, b, foreign fstest.MapFS) iter.Seq[change] {
	return func(yield func(change) bool) {
		size := l.Tree.Size()
		for at := range size {
			next := (at + 1) % size
			mine, its := entryFiles(b, at), entryFiles(b, next)
			for what, files := range map[string]map[string][]byte{
				"changes places with the next": joined(placed(mine, next), placed(its, at)),
				"is dropped":                   placed(nil, at),
				"is there twice":               joined(placed(mine, size)),
				"stands in place of the next":  placed(mine, next),
				"has half of its payload":      {fmt.Sprintf("entries/%08d.json", at): mine[".json"][:len(mine[".json"])/2]},
				"has no signature, or another": {fmt.Sprintf("entries/%08d.json.sig", at): otherSignature(mine, its)},
				"is that of another log":       placed(entryFiles(foreign, at%8), at),
			} {
				if !yield(remanifested(b, fmt.Sprintf("entry %d %s", at, what), without(b, files))) {
					return
				}
			}
		}
	}
}

// otherProofs are proofs that are not those of their entries.
func otherProofs(b fstest.MapFS) iter.Seq[change] {
	return func(yield func(change) bool) {
		var names []string
		for name := range b {
			if strings.HasSuffix(name, ".tlog-proof") {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for i, name := range names {
			proof := b[name].Data
			for what, data := range map[string][]byte{
				"that of the next": b[names[(i+1)%len(names)]].Data, "turned round": turned(proof), "only half of one": proof[:len(proof)/2],
			} {
				if !yield(remanifested(b, name+" is "+what, map[string][]byte{name: data})) {
					return
				}
			}
		}
	}
}

// otherSignature is none for an act, and that of the next entry, or any, for a fact.
func otherSignature(mine, its map[string][]byte) []byte {
	switch {
	case its[".json.sig"] != nil:
		return its[".json.sig"]
	case mine[".json.sig"] != nil:
		return nil
	}
	return []byte("-----BEGIN SSH SIGNATURE-----\n")
}

// turned puts the hashes of a proof in the opposite order.
func turned(proof []byte) []byte {
	head, rest, _ := bytes.Cut(proof, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	slices.Reverse(lines[2:])
	return append([]byte(strings.Join(lines, "\n")+"\n\n"), rest...)
}

// elsewhere is the log of another bench with the same people, keys and station's key.
func elsewhere(t *testing.T) *recordtest.Log {
	l := recordtest.Empty(t)
	l.Origin = "example.nhs.uk/haem-bench-3/2026-000001"
	l.Append(l.Act(admin, sop.Administrator, l.GenesisBody()))
	l.Append(l.Act(admin, sop.Administrator, l.EnrolBody(boss, "Bo Ray", sop.Supervisor)))
	l.Append(l.Act(admin, sop.Administrator, l.EnrolBody(worker, "Kim Oh", sop.Assistant)))
	l.Append(l.Act(boss, sop.Supervisor, recordtest.ApproveBody("2.1", recordtest.TextSHA256)))
	l.Perform(worker, "r-0001")
	return l
}

// listings are changes to what a bundle says about its entries.
func listings(b fstest.MapFS) iter.Seq[change] {
	return func(yield func(change) bool) {
		for _, name := range []string{"allowed_signers", "revoked", "checkpoints", "record.txt"} {
			lines := strings.SplitAfter(string(b[name].Data), "\n")
			lines = lines[:len(lines)-1]
			for i := range lines {
				next := (i + 1) % len(lines)
				swapped := slices.Clone(lines)
				swapped[i], swapped[next] = lines[next], lines[i]
				twice := slices.Insert(slices.Clone(lines), i, lines[i])
				for what, text := range map[string][]string{"swapped": swapped, "twice": twice, "gone": slices.Delete(slices.Clone(lines), i, i+1)} {
					if name == "checkpoints" && what == "gone" && i < len(lines)-1 { // which there were follows from no entry, and each is over all before it
						continue
					}
					data := []byte(strings.Join(text, ""))
					if bytes.Equal(data, b[name].Data) { // a line that is like the next
						continue
					}
					if !yield(remanifested(b, fmt.Sprintf("line %d of %s %s", i, name, what), map[string][]byte{name: data})) {
						return
					}
				}
			}
		}
		signers := string(b["allowed_signers"].Data)
		names := strings.NewReplacer(worker, boss, boss, worker).Replace(signers)
		yield(remanifested(b, "two people changed places", map[string][]byte{"allowed_signers": []byte(names)}))
	}
}

// some passes on one change in some.
func some(changes iter.Seq[change], step int) iter.Seq[change] {
	return func(yield func(change) bool) {
		n := 0
		for c := range changes {
			if n++; n%step == 0 && !yield(c) {
				return
			}
		}
	}
}

// What is moved, dropped, repeated or cut is found by both, whichever entry it is.
func TestBothVerifiersFindWhatWasMoved(t *testing.T) {
	needTools(t)
	t.Parallel()
	l, other, one := everyKind(t), elsewhere(t), step/8
	if everyBit {
		one = 1
	}
	b := l.Bundle("")
	all := func(yield func(change) bool) {
		for _, changes := range []iter.Seq[change]{shuffles(l, b, other.Bundle("")), listings(b)} {
			for c := range some(changes, one) {
				if !yield(c) {
					return
				}
			}
		}
	}
	v := judgedByBoth(t, b, all, func(what string) { t.Error(what) })
	part := shift(t).Bundle("", "r-0001")
	proofs := judgedByBoth(t, part, some(otherProofs(part), one/4+1), func(what string) { t.Error(what) })
	t.Logf("%d changes: %d missed by soprun, %d by verify.py, %d apart; and %d proofs", v.tried, v.missed, v.missedInPython, v.apart, proofs.tried)
	if proofs.tried == 0 || v.tried < 20 || os.Getenv("SOPRUN_EVERY_BIT") != "" && v.tried < 400 {
		t.Errorf("only %d changes were tried", v.tried)
	}
}
