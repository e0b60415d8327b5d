package page

import "testing"

func TestVersionsAreOrderedByTheirNumbers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"2.9", "2.10", -1}, {"2.0", "2.0.0", 0}, {"2.1", "2.0.9", 1}, {"10.0", "9.9", 1}, {"1.0", "1.0", 0}} {
		if got := compareVersions(c.a, c.b); got != c.want {
			t.Errorf("%s against %s is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestItemsArePartedByCommasOutsideQuotes(t *testing.T) {
	for in, want := range map[string]struct {
		n    int
		tidy bool
	}{
		"#a":                            {1, true},
		"#a, b":                         {2, true},
		`#a, wait local "x, y", S7`:     {3, true},
		"#a,b":                          {2, false},
		"#a,  b":                        {2, false},
		" #a":                           {1, false},
		"#a, ":                          {2, false},
		"":                              {1, false},
		`#a, wait local "not closed, b`: {2, true},
	} {
		items, tidy := split(in)
		if len(items) != want.n || tidy != want.tidy {
			t.Errorf("%q splits into %d items, tidy %t; want %d, %t", in, len(items), tidy, want.n, want.tidy)
		}
		for _, it := range items {
			if in[it.at:it.at+len(it.text)] != it.text {
				t.Errorf("%q: item %q is placed at %d", in, it.text, it.at)
			}
		}
	}
}

func TestIDsAreMadeOfAStepsFirstWords(t *testing.T) {
	taken := map[string]bool{"wash-hands": true, "wash-hands-2": true}
	for in, want := range map[string]string{
		"Switch off at the wall.": "switch-off", "Wash the hands": "wash-hands-3", "洗手": "step", "A": "step",
		"**Put** the *Do not use* sign": "put-do", "2 x 3": "step",
	} {
		if got := newID(in, taken); got != want || !isName(got) {
			t.Errorf("id of %q is %q, want %q", in, got, want)
		}
	}
}
