package recall_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/procedures"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/recall"
)

// library reads the shipped pages, and fails where there are none.
func library(t *testing.T) []*sop.Procedure {
	t.Helper()
	pages, err := procedures.All()
	if err != nil || len(pages) < 50 {
		t.Fatalf("%d pages (%v)", len(pages), err)
	}
	out := make([]*sop.Procedure, len(pages))
	for i, p := range pages {
		proc, findings := page.Parse(p.Source)
		if proc == nil {
			t.Fatalf("%s: %v", p.Path, findings)
		}
		out[i] = proc
	}
	return out
}

// shipped reads the shipped page of an id.
func shipped(t *testing.T, id string) *sop.Procedure {
	t.Helper()
	for _, p := range library(t) {
		if p.Meta.ID == id {
			return p
		}
	}
	t.Fatalf("no page %s is shipped", id)
	return nil
}

// written reads a page of which only the body is given.
func written(t *testing.T, body string) *sop.Procedure {
	t.Helper()
	p, findings := page.Parse([]byte("---\nid: SOP-T-001\ntitle: T\nversion: 1.0\nstatus: ready\nowner: o\nreview-every: 24 months\n" +
		"standard: ST0218 v1.1\ncodes: [S7, K7]\nmode: read-do\nsign: performer\n---\n\n# T\n\n" + body))
	if page.HasErrors(findings) || p == nil {
		t.Fatalf("%v", findings)
	}
	return p
}

// faces returns the faces of a step that are of a kind.
func faces(p *sop.Procedure, step string, kind recall.Kind) (out []recall.Face) {
	for _, it := range recall.Items(p) {
		for _, f := range it.Faces {
			if it.Step == step && f.Kind == kind {
				out = append(out, f)
			}
		}
	}
	return out
}

// one returns the face of a kind that asks something of a step.
func one(t *testing.T, p *sop.Procedure, step string, kind recall.Kind, of string) recall.Face {
	t.Helper()
	all := faces(p, step, kind)
	i := slices.IndexFunc(all, func(f recall.Face) bool { return f.Of == of })
	if i < 0 {
		t.Fatalf("%s #%s has no face %q of %q: %+v", p.Meta.ID, step, kind, of, all)
	}
	return all[i]
}

func wrongs(f recall.Face) (out []string) {
	for _, o := range f.Options[min(1, len(f.Options)):] {
		out = append(out, o.Text)
	}
	return out
}

// texts are the lines of a face.
func texts(f recall.Face) (out []string) {
	for _, l := range f.Lines {
		out = append(out, l.Text)
	}
	return out
}

// pointed returns the places of the lines to point at.
func pointed(f recall.Face) (out []int) {
	for i, l := range f.Lines {
		if l.Right {
			out = append(out, i)
		}
	}
	return out
}

// says fails unless what is given says each part.
func says(t *testing.T, f recall.Face, parts ...string) {
	t.Helper()
	all := strings.Join(append(slices.Clone(f.Given), f.Asked), "\n")
	for _, part := range parts {
		if !strings.Contains(all, part) {
			t.Errorf("%s does not say %q: %q", f.Key(), part, all)
		}
	}
}

// right fails unless a face is chosen from at least three answers and this is the right one.
func right(t *testing.T, f recall.Face, want string) {
	t.Helper()
	if f.How != recall.Choose || len(f.Options) < 3 || f.Options[0].Text != want {
		t.Errorf("%s is answered by %s from %q, want %q", f.Key(), f.How, f.Options, want)
	}
}
