package store

import (
	"context"
	"maps"
)

// Lots are the lots that completed runs were done with, of which a day is known on which they
// expire: by their texts. What they were made of is named, so that only what follows it has to be
// gone through for later ones.
type Lots struct {
	Expires map[string]string // the day that was recorded beside it last, as it was written
	Settled
}

// Lots returns the lots of all completions, and those of the completions that no entry to come
// adds to, which a later call goes on from: it looks through the rest. known is what an earlier
// call returned, nil for nothing; where a value of it was amended meanwhile it is not gone by.
// kind is asked once for whatever values are of, and has to answer as it did then.
func (s *Store) Lots(ctx context.Context, kind func(Of) ThingKind, known *Lots) (all map[string]string, settled *Lots, err error) {
	err = s.reading(func(r reading) error {
		in := lotting{reading: r, ctx: ctx}
		if err := in.choose(func(of Of) bool {
			k := kind(of)
			if k == ALot || k == AnExpiry {
				in.kinds = append(in.kinds, k)
			}
			return k == ALot || k == AnExpiry
		}); err != nil {
			return err
		}
		if known == nil {
			known = &Lots{}
		}
		now, begins, err := in.settled(&known.Settled)
		if err != nil {
			return err
		}
		from := uint32(0)
		settled = &Lots{map[string]string{}, now}
		if begins {
			from = known.Before
			maps.Copy(settled.Expires, known.Expires)
		}
		if err := in.add(settled.Expires, from, settled.Before); err != nil {
			return err
		}
		all = maps.Clone(settled.Expires)
		return in.add(all, settled.Before, mostRows)
	})
	return all, settled, err
}

// lotting is one call of Lots.
type lotting struct {
	reading
	ctx   context.Context
	kinds []ThingKind // by the place in asked
	step  []lotOf     // of the completion that is gone through
	now   uint32
	days  map[uint32]uint32 // that lots expire, both by the numbers of their texts
}

// add adds the lots of some completions.
func (l *lotting) add(days map[string]string, from, to uint32) error {
	l.days = map[uint32]uint32{}
	if err := l.between(l.ctx, from, to, l.take); err != nil {
		return err
	}
	l.expire()
	for lot, day := range l.days {
		text, err := l.words.text(l.x.words, lot)
		if err != nil {
			return err
		}
		if days[text], err = l.words.text(l.x.words, day); err != nil {
			return err
		}
	}
	return nil
}

// take notes what a value says of a lot.
func (l *lotting) take(v *value) error {
	if row := v.row(); row != l.now {
		l.expire()
		l.now = row
	}
	of := v.of()
	if len(l.is) == 0 || v.word() == 0 {
		return nil
	}
	if int(of) >= len(l.is) {
		return ErrIndex
	}
	if n := l.is[of]; n > 0 {
		l.step = append(l.step, lotOf{step: l.asked[n-1].Step, item: v.item(), text: v.word(), redone: v.redone(), isDay: l.kinds[n-1] == AnExpiry})
	}
	return nil
}

// expire has the lots of the completion expire as was recorded in their steps.
func (l *lotting) expire() {
	eachExpiry(l.step, func(lot, day lotOf) { l.days[lot.text] = day.text })
	l.step = l.step[:0]
}
