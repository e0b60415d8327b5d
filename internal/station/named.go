package station

import (
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
)

// thingsIn are the assets and lots that the records that were found were done with or for, by
// their names.
type thingsIn map[string]*store.Thing

// add notes a value of a record that is what a field asks for.
func (t thingsIn) add(entry int64, f sop.Field, v store.TracedValue) {
	note := func(id string) *store.Thing {
		if t[id] == nil {
			t[id] = &store.Thing{Text: id}
		}
		if t[id].Last != entry {
			t[id].Last, t[id].Runs = entry, t[id].Runs+1
		}
		return t[id]
	}
	if v.Item != "" {
		note(v.Item).Item = true
	}
	switch thingOf(f) {
	case store.ALot:
		note(v.Text).Lot = true
	case store.AnAsset:
		note(v.Text)
	}
}

// leave notes an item that a record says something of, or that it left out: no run was done
// with it for that.
func (t thingsIn) leave(s store.TracedStep) {
	if s.Item != "" && t[s.Item] == nil {
		t[s.Item] = &store.Thing{Text: s.Item, Item: true}
	}
}

// find returns the name of a thing and what it is.
func (t thingsIn) find(word string) (model.Named, bool) {
	for id, is := range t {
		switch {
		case !strings.EqualFold(id, word) || !isThing(*is):
		case is.Lot:
			return model.Named{Kind: model.NamedLot, ID: id}, true
		default:
			return model.Named{Kind: model.NamedAsset, ID: id}, true
		}
	}
	return model.Named{}, false
}

// named returns what a word is the whole name of.
func (n *namesIn) named(word string) (model.Named, bool) {
	for id, name := range n.people {
		if strings.EqualFold(id, word) || strings.EqualFold(name, word) {
			return model.Named{Kind: model.NamedPerson, ID: id}, true
		}
	}
	for id := range n.pages {
		if strings.EqualFold(id, word) {
			return model.Named{Kind: model.NamedPage, ID: id}, true
		}
	}
	if is, ok := n.things.find(word); ok {
		return is, true
	}
	for id := range n.out {
		if strings.EqualFold(id, word) {
			return model.Named{Kind: model.NamedAsset, ID: id}, true
		}
	}
	return model.Named{}, false
}

// allNamed are those of some words that are the whole name of something, each once.
func (n *namesIn) allNamed(words []string) (out []model.Named) {
	for _, word := range words {
		if is, ok := n.named(word); ok && !slices.Contains(out, is) {
			out = append(out, is)
		}
	}
	return out
}
