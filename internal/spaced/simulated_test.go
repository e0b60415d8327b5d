package spaced_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/open-spaced-repetition/go-fsrs/v3"

	"soprun/internal/spaced"
)

// The learner that is simulated is not the one that is estimated: activation after Pavlik and
// Anderson, "Practice and forgetting effects on vocabulary memory", Cognitive Science 29:559
// (2005), with how much items differ. A day between two sessions counts as a part of one.
const (
	decayScale  = 0.217
	decayLeast  = 0.177
	threshold   = -0.704
	noise       = 0.255
	itemSpread  = 0.3
	dayCounts   = 0.025
	secondsADay = 86_400
)

type mind interface {
	// recalls says whether an item comes to mind at a moment, and learns it then.
	recalls(item int, day, second float64) bool
	// likely is how likely it would on a day.
	likely(item int, day float64) float64
}

type activation struct {
	dice  *rand.Rand
	ease  []float64
	times [][]moment
}

type moment struct{ at, decay float64 }

func newActivation(items int, seed uint64) *activation {
	a := &activation{dice: rand.New(rand.NewPCG(seed, 1)), ease: make([]float64, items), times: make([][]moment, items)}
	for i := range a.ease {
		a.ease[i] = a.dice.NormFloat64() * itemSpread
	}
	return a
}

// of is how active an item is at a time in seconds.
func (a *activation) of(item int, at float64) float64 {
	sum := 0.0
	for _, m := range a.times[item] {
		sum += math.Pow(max(at-m.at, 1), -m.decay)
	}
	if sum == 0 {
		return math.Inf(-1)
	}
	return math.Log(sum)
}

func (a *activation) chance(item int, at float64) float64 {
	return 1 / (1 + math.Exp((threshold-a.of(item, at)-a.ease[item])/noise))
}

func (a *activation) recalls(item int, day, second float64) bool {
	at := day*secondsADay*dayCounts + second
	held := a.dice.Float64() < a.chance(item, at)
	decay := decayLeast
	if m := a.of(item, at); !math.IsInf(m, -1) {
		decay += decayScale * math.Exp(m)
	}
	a.times[item] = append(a.times[item], moment{at, decay})
	return held
}

func (a *activation) likely(item int, day float64) float64 {
	return a.chance(item, day*secondsADay*dayCounts)
}

// another is a learner of the kind that is estimated, who forgets faster than most.
type another struct {
	dice  *rand.Rand
	cards []fsrs.Card
}

func (o *another) fsrs() *fsrs.FSRS {
	p := fsrs.DefaultParam()
	p.EnableShortTerm = false
	for _, i := range []int{0, 1, 2, 3} { // the stabilities after the first answer
		p.W[i] *= 0.6
	}
	p.W[8] -= 0.3
	return fsrs.NewFSRS(p)
}

func (o *another) recalls(item int, day, _ float64) bool {
	held := o.dice.Float64() < o.likely(item, day)
	grade := fsrs.Again
	if held {
		grade = fsrs.Good
	}
	if c := o.cards[item]; c.State == fsrs.New || spaced.Day(day).Date().After(c.LastReview) {
		o.cards[item] = o.fsrs().Next(c, spaced.Day(day).Date(), grade).Card
	}
	return held
}

func (o *another) likely(item int, day float64) float64 {
	return o.fsrs().GetRetrievability(o.cards[item], spaced.Day(day).Date())
}

// What a simulated learner is asked for: 90 days, five a week, ten minutes.
const (
	simulatedDays = 90
	budget        = 600.0
	answerSeconds = 12.0
	newSeconds    = 25.0
)

// plan says what is asked next in a day of which so many seconds are gone, -1 for nothing, and
// takes the answer.
type plan interface {
	begin(day int)
	next(day int, gone float64) (item int)
	answered(day, item int, held bool)
}

// result is what came of one run.
type result struct {
	most, minutes float64 // in a day, in all
	begun         int
	right         float64 // share of answers to what was asked before
	day90, day120 float64 // recall of all
	brier         float64 // of what was estimated
}

func simulate(m mind, p plan, items int, estimate func(item, day int) float64) (r result) {
	asked, right, squares, begun := 0, 0, 0.0, map[int]bool{}
	for day := range simulatedDays {
		if day%7 >= 5 {
			continue
		}
		p.begin(day)
		gone := 0.0
		for {
			item := p.next(day, gone)
			if item < 0 {
				break
			}
			takes := answerSeconds
			if !begun[item] {
				takes = newSeconds
			}
			if gone+takes > budget {
				break
			}
			held := m.recalls(item, float64(day), gone)
			if begun[item] {
				asked++
				hit := map[bool]float64{true: 1}[held]
				if estimate != nil {
					squares += math.Pow(estimate(item, day)-hit, 2)
				}
				if held {
					right++
				}
			}
			begun[item] = true
			gone += takes
			p.answered(day, item, held)
		}
		r.most, r.minutes = max(r.most, gone/60), r.minutes+gone/60
	}
	r.begun, r.right, r.brier = len(begun), float64(right)/float64(max(1, asked)), squares/float64(max(1, asked))
	for item := range items {
		if begun[item] {
			r.day90 += m.likely(item, simulatedDays) / float64(items)
			r.day120 += m.likely(item, simulatedDays+30) / float64(items)
		}
	}
	return r
}

// ours is what the package plans; without its factor where that is held at 1.
type ours struct {
	learner spaced.Learner
	items   []spaced.Item
	queue   []int
	again   []int
	held    bool // the factor is
}

func newOurs(items int, held bool) *ours {
	o := &ours{held: held}
	o.learner.Closed = func(d spaced.Day) bool { return d%7 >= 5 }
	for i := range items {
		o.items = append(o.items, spaced.Item{Name: strconv.Itoa(i), Page: strconv.Itoa(i / 5), Critical: true})
	}
	return o
}

func (o *ours) begin(day int) {
	o.queue, o.again = nil, nil
	p := o.learner.Today(o.items, spaced.Day(day), budget)
	for _, i := range p.Questions() {
		n, _ := strconv.Atoi(i.Name)
		o.queue = append(o.queue, n)
	}
}

func (o *ours) next(int, float64) int {
	if len(o.queue) == 0 {
		o.queue, o.again = o.again, nil
	}
	if len(o.queue) == 0 {
		return -1
	}
	return o.queue[0]
}

func (o *ours) answered(day, item int, held bool) {
	o.queue = o.queue[1:]
	if !held {
		o.again = append(o.again, item)
	}
	sure := spaced.ThinkSo
	o.learner.Add(o.items[item], spaced.Answer{Item: o.items[item].Name, On: spaced.Day(day), Right: held, Sure: sure, Seconds: answerSeconds})
	if o.held {
		o.learner.HoldFactor()
	}
}

func (o *ours) estimate(item, day int) float64 {
	return o.learner.Recall(o.items[item].Name, spaced.Day(day))
}

// ladder asks at fixed intervals, from the first again after a wrong answer.
type ladder struct {
	due, rung []int
	queue     []int
}

var rungs = []int{1, 3, 7, 14, 30, 60}

func newLadder(items int) *ladder {
	l := &ladder{due: make([]int, items), rung: make([]int, items)}
	for i := range l.due {
		l.due[i] = -1
	}
	return l
}

func (l *ladder) begin(day int) {
	l.queue = nil
	for i, due := range l.due {
		if due >= 0 && due <= day {
			l.queue = append(l.queue, i)
		}
	}
	slices.SortStableFunc(l.queue, func(a, b int) int { return cmp.Compare(l.due[a], l.due[b]) })
	fresh := 0
	for i, due := range l.due {
		if due < 0 && fresh < 8 {
			l.queue, fresh = append(l.queue, i), fresh+1
		}
	}
}

func (l *ladder) next(int, float64) int {
	if len(l.queue) == 0 {
		return -1
	}
	return l.queue[0]
}

func (l *ladder) answered(day, item int, held bool) {
	l.queue = l.queue[1:]
	switch {
	case l.due[item] < 0, !held:
		l.rung[item] = 0
	default:
		l.rung[item] = min(l.rung[item]+1, len(rungs)-1)
	}
	l.due[item] = day + rungs[l.rung[item]]
}

// cyclic asks one after the other, all of the time.
type cyclic struct{ at, items int }

func (c *cyclic) begin(int) {}

func (c *cyclic) next(int, float64) int { return c.at % c.items }

func (c *cyclic) answered(int, int, bool) { c.at++ }

// spread is the mean of some results, with the least and the most.
func spread(all []result, of func(result) float64) string {
	least, most, sum := math.Inf(1), math.Inf(-1), 0.0
	for _, r := range all {
		least, most, sum = min(least, of(r)), max(most, of(r)), sum+of(r)
	}
	return fmt.Sprintf("%.2f (%.2f-%.2f)", sum/float64(len(all)), least, most)
}

func mean(all []result, of func(result) float64) (sum float64) {
	for _, r := range all {
		sum += of(r) / float64(len(all))
	}
	return sum
}

// seeds is how many learners are simulated: few, unless SOPRUN_SEEDS says.
func seeds() int {
	if n, err := strconv.Atoi(os.Getenv("SOPRUN_SEEDS")); err == nil && n > 0 {
		return n
	}
	return 2
}

// arms are the ways of learning that are compared, each with a learner of its own.
func arms(items int, mindOf func(seed uint64) mind) map[string][]result {
	out := map[string][]result{}
	for seed := range uint64(seeds()) {
		for _, held := range []bool{true, false} {
			o := newOurs(items, held)
			out[map[bool]string{true: "default weights", false: "own factor"}[held]] = append(out[map[bool]string{true: "default weights", false: "own factor"}[held]], simulate(mindOf(seed+1), o, items, o.estimate))
		}
		out["ladder"] = append(out["ladder"], simulate(mindOf(seed+1), newLadder(items), items, nil))
		out["cyclic"] = append(out["cyclic"], simulate(mindOf(seed+1), &cyclic{items: items}, items, nil))
	}
	return out
}

func table(arms map[string][]result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "A simulation: %d seeds, mean (least-most).\n%-16s %-18s %-18s %-20s %-18s %-18s %-18s %s\n", seeds(), "", "most in a day", "minutes", "begun", "right when asked", "all, day 90", "all, day 120", "Brier")
	for _, name := range []string{"default weights", "own factor", "ladder", "cyclic"} {
		all := arms[name]
		fmt.Fprintf(&b, "%-16s %-18s %-18s %-20s %-18s %-18s %-18s %s\n", name,
			spread(all, func(r result) float64 { return r.most }), spread(all, func(r result) float64 { return r.minutes }),
			spread(all, func(r result) float64 { return float64(r.begun) }), spread(all, func(r result) float64 { return r.right }),
			spread(all, func(r result) float64 { return r.day90 }), spread(all, func(r result) float64 { return r.day120 }), spread(all, func(r result) float64 { return r.brier }))
	}
	return b.String()
}

// criticalSteps are those of about twenty pages.
const criticalSteps = 96

// What is promised of a simulated learner holds: never above ten minutes, all critical steps
// begun, answers nearer to nine right of ten with the own factor than without, and more
// recalled than with a ladder.
func TestWhatIsPromisedHoldsForASimulatedLearner(t *testing.T) {
	all := arms(criticalSteps, func(seed uint64) mind { return newActivation(criticalSteps, seed) })
	t.Log("\n" + table(all))
	for name, arm := range all {
		for _, r := range arm {
			if r.most > budget/60 {
				t.Errorf("%s: a day of %.1f minutes", name, r.most)
			}
		}
	}
	own, without, fixed := all["own factor"], all["default weights"], all["ladder"]
	for _, r := range own {
		if r.begun < criticalSteps-1 {
			t.Errorf("%d of %d items were begun", r.begun, criticalSteps)
		}
	}
	right := func(r result) float64 { return r.right }
	if math.Abs(mean(own, right)-0.9) >= math.Abs(mean(without, right)-0.9) {
		t.Errorf("with the own factor %.2f are right, without %.2f", mean(own, right), mean(without, right))
	}
	for _, of := range []func(result) float64{func(r result) float64 { return r.day90 }, func(r result) float64 { return r.day120 }} {
		if mean(own, of) <= mean(fixed, of) {
			t.Errorf("%.2f are recalled, with a ladder %.2f", mean(own, of), mean(fixed, of))
		}
	}
}

// Somebody who forgets faster than most is asked more often.
func TestALearnerWhoForgetsFasterHasASmallerFactor(t *testing.T) {
	const items = 60
	for seed := range uint64(seeds()) {
		o := newOurs(items, false)
		simulate(&another{rand.New(rand.NewPCG(seed, 2)), make([]fsrs.Card, items)}, o, items, o.estimate)
		if f := o.learner.Factor(); f >= 0.95 {
			t.Errorf("seed %d: the factor is %.2f", seed, f)
		}
	}
}

// BenchmarkSimulatedLearner prints what comes of a simulation, for as many critical steps as
// ten minutes hold, and for more; SOPRUN_SEEDS says of how many learners.
func BenchmarkSimulatedLearner(b *testing.B) {
	for _, items := range []int{criticalSteps, 240} {
		b.Run(strconv.Itoa(items), func(b *testing.B) {
			for b.Loop() {
				b.Log("\n" + table(arms(items, func(seed uint64) mind { return newActivation(items, seed) })))
			}
		})
	}
}
