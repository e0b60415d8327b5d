package spaced

import (
	"cmp"
	"slices"
	"time"
)

// Budget is how long a day is.
const Budget = 10 * time.Minute

// How many questions a day has beside what is due: new ones, and mixed ones, from so many
// pages, of which none has more than a few.
const (
	mostNew    = 8
	mixed      = 5
	mixedPages = 3
	fromOne    = 2
)

// Plan is what is asked in a day, in this order.
type Plan struct {
	Due   []Item
	New   []Item
	Mixed []Item // that were begun and are not due, from several pages
	// Waiting is how many that are due have no room, and Critical how many of them are
	// critical.
	Waiting, Critical int
	Seconds           float64 // that all of it takes
}

// Questions are all of them, in their order.
func (p Plan) Questions() []Item { return slices.Concat(p.Due, p.New, p.Mixed) }

// Today plans what is left of a day, in seconds. What is critical comes first, and then what
// is likeliest remembered: so most is kept for the time. While something that is due waits,
// one critical item is begun, and no other: a step that was never asked weighs more than one
// that is asked again. What was asked today already is not in it, and counts for what else is.
func (l *Learner) Today(items []Item, on Day, left float64) (p Plan) {
	var due, begun, fresh []Item
	newOnes, mixedOnes := 0, 0 // of the day that were asked already
	for _, i := range items {
		switch m := l.memory[i.Name]; {
		case m.Days == 0:
			fresh = append(fresh, i)
		case m.Last >= on && m.Days == 1:
			newOnes++
		case m.Last >= on:
			mixedOnes += map[bool]int{true: 1}[m.Early]
		case m.Due <= on:
			due = append(due, i)
		default:
			begun = append(begun, i)
		}
	}
	l.likeliestFirst(due, on)
	slices.SortStableFunc(due, criticalFirst)
	slices.SortStableFunc(fresh, criticalFirst)
	each := l.Seconds()
	if len(fresh) > 0 && fresh[0].Critical && newOnes == 0 && newSeconds <= left {
		p.New, p.Seconds, fresh = fresh[:1:1], newSeconds, fresh[1:]
	}
	for _, i := range due {
		if p.Seconds+each > left {
			if p.Waiting++; i.Critical {
				p.Critical++
			}
			continue
		}
		p.Due, p.Seconds = append(p.Due, i), p.Seconds+each
	}
	if p.Waiting > 0 {
		return p
	}
	for _, i := range fresh {
		if newOnes+len(p.New) >= mostNew || p.Seconds+newSeconds > left {
			break
		}
		p.New, p.Seconds = append(p.New, i), p.Seconds+newSeconds
	}
	if some := l.mix(begun, on, mixed-mixedOnes); p.Seconds+each*float64(len(some)) <= left {
		p.Mixed, p.Seconds = some, p.Seconds+each*float64(len(some))
	}
	return p
}

func criticalFirst(a, b Item) int {
	return cmp.Compare(map[bool]int{true: 0, false: 1}[a.Critical], map[bool]int{true: 0, false: 1}[b.Critical])
}

// likeliestFirst sorts items by how likely they are remembered.
func (l *Learner) likeliestFirst(items []Item, on Day) {
	recall := make(map[string]float64, len(items))
	for _, i := range items {
		recall[i.Name] = l.Recall(i.Name, on)
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(recall[b.Name], recall[a.Name]), cmp.Compare(a.Name, b.Name))
	})
}

// mix takes so many that are least remembered, from several pages; none where there are too few.
func (l *Learner) mix(begun []Item, on Day, most int) (out []Item) {
	l.likeliestFirst(begun, on)
	of := map[string]int{}
	for _, i := range slices.Backward(begun) {
		n, known := of[i.Page]
		if n == fromOne || !known && len(of) == mixedPages {
			continue
		}
		if len(out) >= most {
			break
		}
		of[i.Page]++
		out = append(out, i)
	}
	if most == mixed && (len(out) < mixed || len(of) < mixedPages) {
		return nil
	}
	return out
}
