package recall_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/recall"
)

// world is one way in which a run can have gone: a value for each field. It judges a page as
// slowly and plainly as can be, beside the package.
type world map[string]string

// every returns all worlds in which no value is such that something follows from it, but
// those that contradict what is given.
func every(p *sop.Procedure, given []string) []world {
	out := []world{{}}
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			for _, f := range st.Fields {
				var more []world
				for _, v := range valuesOf(f) {
					for _, w := range out {
						if f.Or != nil && bad(f, v) || contradicts(given, f, v) {
							continue
						}
						next := world{f.Name: v}
						for k, x := range w {
							next[k] = x
						}
						more = append(more, next)
					}
				}
				if out = more; len(out) > 400 {
					return nil
				}
			}
		}
	}
	return out
}

func valuesOf(f sop.Field) []string {
	switch {
	case f.Type == sop.YesNo:
		return []string{"yes", "no"}
	case f.Type == sop.Choice:
		return f.Choices
	case f.Local != "":
		return []string{"within its limits", "outside its limits"}
	default:
		return []string{"1.0", "1.9", "2.0", "3.0", "4.9", "5.0", "5.1", "8.0", "8.1", "9.0"}
	}
}

func contradicts(given []string, f sop.Field, v string) bool {
	for _, g := range given {
		label, value, _ := strings.Cut(g, ": ")
		if strings.TrimSuffix(label, ", each time") == f.Label {
			return strings.TrimSuffix(value, " °C") != v
		}
	}
	return false
}

func bad(f sop.Field, v string) bool {
	switch {
	case f.Local != "":
		return v == "outside its limits"
	case f.Type == sop.Number:
		return f.Accepted.Place(sop.MustDecimal(v)) != 0
	default:
		return len(f.Expect) > 0 && !slices.Contains(f.Expect, v)
	}
}

// come returns the steps that come in a world, in order.
func come(p *sop.Procedure, w world) (out []sop.Step) {
	asked := map[string]sop.Field{}
	meets := func(c *sop.Condition) bool {
		if c == nil {
			return true
		}
		n := 0
		for _, t := range c.Terms {
			f, was := asked[t.Name]
			if was && holds(f, w[t.Name], t) {
				n++
			}
		}
		return n == len(c.Terms) || c.Join == sop.Or && n > 0
	}
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			if meets(s.If) && meets(st.If) {
				out = append(out, st)
				for _, f := range st.Fields {
					asked[f.Name] = f
				}
			}
		}
	}
	return out
}

func holds(f sop.Field, v string, t sop.Term) bool {
	switch t.Op {
	case sop.OutOfLimits:
		return bad(f, v)
	case sop.Equal:
		return v == t.Value
	case sop.NotEqual:
		return v != t.Value
	}
	at := sop.MustDecimal(v).Cmp(sop.MustDecimal(t.Value))
	return t.Op == sop.Less && at < 0 || t.Op == sop.Greater && at > 0 || t.Op == sop.GreaterEqual && at >= 0
}

// TestWhatIsAskedIsSoWhateverIsNotStated goes through every run that a page can have in which
// the given values are so: the step before the one that comes next is one that is said to be
// done, and all steps come that are put in order, shown with a fault, or done then.
func TestWhatIsAskedIsSoWhateverIsNotStated(t *testing.T) {
	const least = 500
	kinds := []recall.Kind{recall.Next, recall.Order, recall.Fault, recall.WhatIf}
	looked := map[recall.Kind]int{}
	tooFew := func(k recall.Kind) bool { return looked[k] < least }
	for rounds := 0; rounds < 5 && slices.ContainsFunc(kinds, tooFew); rounds++ { // some hundred pages may have few runs of a kind
		rapid.Check(t, func(t *rapid.T) {
			p := anyPage(t)
			for _, it := range recall.Items(p) {
				for _, f := range it.Faces {
					if f.Kind == recall.WhatIf && f.Of != "" || slices.ContainsFunc(f.Given, stopped) || ofEnded(p, f) {
						continue
					}
					for _, w := range every(p, f.Given) {
						looked[f.Kind]++
						steps := come(p, w)
						if f.Kind == recall.Next {
							after(t, p, f, steps)
						}
						all(t, f, steps)
					}
				}
			}
		})
	}
	for _, k := range kinds {
		if tooFew(k) {
			t.Errorf("%d runs were looked at for %q", looked[k], k)
		}
	}
}

// ofEnded reports whether a value is stated that is asked for only when an item has ended.
func ofEnded(p *sop.Procedure, f recall.Face) bool {
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			ended := st.If != nil && slices.ContainsFunc(st.If.Terms, func(t sop.Term) bool { return t.Op == sop.HasEnded })
			for _, field := range st.Fields {
				if ended && slices.ContainsFunc(f.Given, func(g string) bool { return strings.HasPrefix(g, field.Label+", ") }) {
					return true
				}
			}
		}
	}
	return false
}

// stopped reports whether it is stated that something followed from a value.
func stopped(given string) bool {
	return strings.HasSuffix(given, "ended.") || strings.HasPrefix(given, "It was held")
}

// all fails unless every step of a face comes.
func all(t *rapid.T, f recall.Face, run []sop.Step) {
	steps := []string{f.Step}
	for _, l := range f.Lines {
		steps = append(steps, l.Step)
	}
	if f.Kind != recall.Order && f.Kind != recall.Fault && f.Kind != recall.WhatIf {
		return
	}
	for _, id := range steps {
		if !slices.ContainsFunc(run, func(st sop.Step) bool { return st.ID == id }) {
			t.Fatalf("%s: %s does not come when %q", f.Key(), id, f.Given)
		}
	}
}

// after fails unless the step of a face comes right after one that is done.
func after(t *rapid.T, p *sop.Procedure, f recall.Face, run []sop.Step) {
	at := slices.IndexFunc(run, func(st sop.Step) bool { return st.ID == f.Step })
	if at < 0 {
		t.Fatalf("%s does not come at all when %q: %+v", f.Key(), f.Given, p.Sections)
	}
	if f.Asked == "What comes first?" {
		if at != 0 {
			t.Fatalf("%s does not come first", f.Key())
		}
		return
	}
	if at == 0 || !slices.Contains(f.Given, "Done: "+run[at-1].Text) {
		t.Fatalf("%s comes after %+v, and is given %q", f.Key(), run[:at], f.Given)
	}
}
