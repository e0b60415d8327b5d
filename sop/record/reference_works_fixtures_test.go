package record_test

import (
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop/record"
)

// What is tried on work that was completed, and on who has access.

// early is mostly true while nothing is completed.
func (h *history) early() bool { return len(h.ref.performed) == 0 && h.chance("early", 90) }

// about returns a position and leaf, mostly of a completion.
func (h *history) about() (int64, tlog.Hash) {
	done := slices.Sorted(maps.Keys(h.ref.performed))
	at := 1 + int64(h.below("entry", int(h.ref.size()-1)))
	if len(done) > 0 && h.chance("a completion", 90) {
		at = pick(h, "completion", done)
	}
	leaf := h.Stored[at].Hashes[0]
	if h.chance("another leaf", 5) {
		leaf[3] ^= 1
	}
	return at, leaf
}

func (h *history) review() (record.Body, bool) {
	if h.early() {
		return nil, true
	}
	b := &record.Review{}
	b.Position, b.Leaf = h.about()
	return b, true
}

func (h *history) amend() (record.Body, bool) {
	if h.early() {
		return nil, true
	}
	b := &record.Amend{Field: "t", Index: 1, Step: "clean", Reason: "the printout says otherwise", Old: pick(h, "old", []string{"5.1", "5.2", "5.3"})}
	b.Position, b.Leaf = h.about()
	if c := h.ref.performed[b.Position]; c != nil && c.values[b.ID()] != "" && h.chance("as it stands", 85) {
		b.Old = c.values[b.ID()]
	}
	b.New = pick(h, "new", []string{"5.1", "5.2", "5.3", "5.4"})
	if b.New == b.Old {
		b.New = "5.9"
	}
	return b, true
}

func (h *history) assess() (record.Body, bool) {
	b := watched("")
	b.Person = pick(h, "person", somebody)
	b.Version, b.SHA256 = h.sop()
	if h.chance("in a run", 60) {
		b.Run = h.runOf()
		if c := h.ref.runs[b.Run]; c != nil && c.completed && h.chance("its performer", 80) {
			b.Person = c.by
		}
	}
	return b, true
}

func (h *history) access() (record.Body, bool) {
	people, live, sum := h.ref.access()
	switch h.below("wrong", 6) {
	case 0:
		sum = hashOf("another list")
	case 1:
		live++
	case 2:
		people--
	}
	return &record.AccessReview{People: people, Keys: live, SHA256: sum}, true
}
