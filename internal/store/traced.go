package store

import (
	bitsOf "math/bits"

	"go.etcd.io/bbolt"

	"soprun/sop/record"
)

// take adds a record.
func (t *tracing) take(r *row, number uint32) error {
	out := Traced{At: r.position(), Out: r.outOfService()}
	in := reading{x: t.x, checked: &t.folds.sound}
	err := in.valuesOf(number, func(v *value) error {
		value, err := t.value(v)
		if v[20] == ofStep {
			out.Steps = append(out.Steps, TracedStep{value.Step, value.Item, value.Text, value.Hit || t.asks(value.Text)})
		} else {
			out.Values = append(out.Values, value)
		}
		return err
	})
	if err == nil && r[37]&flagAmended != 0 {
		err = t.amended(&out)
	}
	t.found.Records = append(t.found.Records, out)
	return err
}

// value reads a value in full.
func (t *tracing) value(v *value) (out TracedValue, err error) {
	chunk, i := (v.of()-1)/textsPerBlock, int((v.of()-1)%textsPerBlock)
	if int(chunk) >= len(t.folds.of) || i >= len(t.folds.of[chunk].each) {
		return out, ErrIndex
	}
	out.Of = t.folds.of[chunk].each[i].of
	if out.Text, err = t.textOf(v.word()); err != nil {
		return out, err
	}
	if out.Item, err = t.textOf(v.item()); err != nil {
		return out, err
	}
	has, err := t.ofValue(v)
	if err != nil {
		return out, err
	}
	out.said(v)
	out.Terms = bitsOf.OnesCount32(uint32(has & t.all &^ t.not))
	if out.Hit = out.Terms > 0; out.Hit && v.item() != 0 {
		alone := *v
		put3(alone[9:], 0)
		has, err = t.ofValue(&alone)
		out.OfItem = has&t.all&^t.not == 0
	}
	return out, err
}

// textOf returns the text of a number. What is found has most of its texts from few blocks.
func (t *tracing) textOf(number uint32) (string, error) {
	if number == 0 {
		return "", nil
	}
	chunk, i := (number-1)/textsPerBlock, int((number-1)%textsPerBlock)
	in, known := t.said[chunk]
	if !known {
		var err error
		if in, err = t.folds.sound.words.texts(t.x.words, chunk); err != nil {
			return "", err
		}
		t.said[chunk] = in
	}
	if i >= in.len() {
		return "", ErrIndex
	}
	return string(in.at(i)), nil
}

// codesOf reads the codes of a completion from its entry.
func codesOf(tx *bbolt.Tx, r *row) ([]string, error) {
	if r[37]&flagMoreCodes == 0 {
		return nil, nil
	}
	p, err := placed(tx, r.position())
	if err != nil {
		return nil, err
	}
	b, ok := p.Entry.Body.(*record.Completion)
	if !ok {
		return nil, ErrIndex
	}
	var out []string
	for _, c := range b.Codes {
		out = append(out, string(c))
	}
	return out, nil
}
