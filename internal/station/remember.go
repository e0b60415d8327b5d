package station

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"path/filepath"
	"slices"

	"soprun/internal/disk"
	"soprun/internal/store"
	"soprun/sop"
)

// What a start leaves to the next one lies in files beside the log: each begins with the station's
// seal over the rest, the first line of which names the program that wrote it.
const (
	textsFile   = "texts.list"
	sealOfTexts = "soprun texts 1"
)

// recall returns the lines of a file that this station and this program left beside the log, nil
// where there is none.
func (s *Station) recall(name, what string) [][]byte {
	if s.cfg.Build == "" {
		return nil
	}
	src, err := disk.ReadFile(filepath.Join(s.cfg.Dir, name))
	if err != nil {
		return nil
	}
	seal, rest, _ := bytes.Cut(src, []byte("\n"))
	if !s.vouched(what, rest, seal) {
		return nil
	}
	lines := bytes.Split(rest, []byte("\n"))
	if string(lines[0]) != s.stamp() {
		return nil
	}
	return lines[1:]
}

// leave writes lines for the next start. A failure costs time there and nothing else, so nobody
// is told.
func (s *Station) leave(name, what string, lines [][]byte) {
	log, err := s.log()
	if err != nil || s.cfg.Build == "" || log.IsReadOnly() {
		return
	}
	rest := bytes.Join(slices.Concat([][]byte{[]byte(s.stamp())}, lines), []byte("\n"))
	if seal := s.vouch(what, rest); seal != nil {
		_ = disk.WriteBeside(filepath.Join(s.cfg.Dir, name), slices.Concat(seal, []byte("\n"), rest))
	}
}

// stamp is the program, on one line.
func (s *Station) stamp() string {
	text, err := json.Marshal(s.cfg.Build)
	if err != nil {
		return ""
	}
	return string(text)
}

// keptText is what is remembered of a text, but for its words.
type keptText struct {
	SHA256 string
	Heading
	Unread bool            `json:",omitempty"`
	Wrong  bool            `json:",omitempty"`
	Asks   bool            `json:",omitempty"`
	Rule   sop.Schedule    `json:",omitzero"`
	Items  []string        `json:",omitempty"`
	Listed []string        `json:",omitempty"`
	Things []keptThing     `json:",omitempty"`
	words  json.RawMessage // of which the line behind it is
}

type keptThing struct {
	Step, Field string
	Kind        store.ThingKind
}

// keptWords are the words of a text.
type keptWords struct {
	Steps  map[string]string
	Fields []keptField
}

type keptField struct {
	Step, Field, Label string
	Scanned            bool `json:",omitempty"`
}

// recallTexts returns what is remembered of the texts of the log, by their SHA-256.
func (s *Station) recallTexts() map[string]*facts {
	lines := s.recall(textsFile, sealOfTexts)
	all := make(map[string]*facts, len(lines)/2)
	for i := 0; i+1 < len(lines); i += 2 {
		var k keptText
		if json.Unmarshal(lines[i], &k) != nil {
			return nil
		}
		k.words = lines[i+1]
		all[k.SHA256] = k.facts()
	}
	return all
}

// leaveTexts leaves what is known of the texts of the log to the next start.
func (s *Station) leaveTexts() {
	if s.cfg.Build == "" {
		return
	}
	all := s.texts.told()
	if all == nil {
		return
	}
	var lines [][]byte
	for _, sum := range slices.Sorted(maps.Keys(all)) {
		two, err := linesOf(sum, all[sum])
		if err != nil {
			return
		}
		lines = append(lines, two...)
	}
	s.leave(textsFile, sealOfTexts, lines)
}

// linesOf are what is kept of a text, and its words.
func linesOf(sum string, f *facts) ([][]byte, error) {
	w := f.words()
	words := keptWords{Steps: w.steps}
	for of, field := range w.fields {
		words.Fields = append(words.Fields, keptField{of.step, of.field, field.label, field.scanned})
	}
	head, err := json.Marshal(kept(sum, f))
	tail, err2 := json.Marshal(words)
	return [][]byte{head, tail}, errors.Join(err, err2)
}

func kept(sum string, f *facts) keptText {
	k := keptText{SHA256: sum, Heading: f.Heading, Unread: f.unread, Wrong: f.wrong, Asks: f.asks, Rule: f.rule, Items: f.items, Listed: f.listed}
	for of, kind := range f.things {
		k.Things = append(k.Things, keptThing{of.step, of.field, kind})
	}
	return k
}

func (k keptText) facts() *facts {
	f := &facts{Heading: k.Heading, unread: k.Unread, wrong: k.Wrong, asks: k.Asks, rule: k.Rule, items: k.Items, listed: k.Listed, things: map[fieldOf]store.ThingKind{}}
	for _, t := range k.Things {
		f.things[fieldOf{t.Step, t.Field}] = t.Kind
	}
	f.words = onceWords(func() *words {
		var of keptWords
		w := &words{steps: map[string]string{}, fields: map[fieldOf]fieldWords{}}
		if json.Unmarshal(k.words, &of) != nil { // never: the station sealed it
			return w
		}
		w.steps = of.Steps
		for _, field := range of.Fields {
			w.fields[fieldOf{field.Step, field.Field}] = fieldWords{field.Label, field.Scanned}
		}
		return w
	})
	return f
}
