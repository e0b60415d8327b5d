package page

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
)

// listChanges lists what changed of the lists of items: each item that came or went, a
// list that the department sets now or no longer, and another order.
func listChanges(old, current sop.Meta) (out []Change) {
	for _, l := range old.Lists {
		now, _ := current.List(l.Name)
		out = append(out, listDiff(l, now)...)
	}
	for _, l := range current.Lists {
		if _, was := old.List(l.Name); !was {
			out = append(out, listDiff(sop.List{Name: l.Name}, l)...)
		}
	}
	return out
}

// listDiff compares two versions of one list.
func listDiff(was, now sop.List) (out []Change) {
	what := "list " + was.Name
	change := func(what, before, after string) {
		if before != after {
			out = append(out, Change{Kind: ControlChange, What: what, Old: before, New: after})
		}
	}
	change(what, localText(was), localText(now))
	for _, item := range was.Items {
		if !slices.Contains(now.Items, item) {
			change(what, item, "")
		}
	}
	for _, item := range now.Items {
		if !slices.Contains(was.Items, item) {
			change(what, "", item)
		}
	}
	order := func(l, other sop.List) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(l.Items), func(item string) bool { return !slices.Contains(other.Items, item) }), ", ")
	}
	change("order of "+what, order(was, now), order(now, was))
	return out
}

func localText(l sop.List) string {
	if l.Local == "" {
		return ""
	}
	return fmt.Sprintf("local %q", l.Local)
}
