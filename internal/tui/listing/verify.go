package listing

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// check is what is known of a verification.
type check struct {
	running bool
	far     *kit.Progress // how far it is, while running
	verdict *model.Verdict
	err     error
}

// verified is the result of a verification.
type verified struct {
	verdict model.Verdict
	err     error
}

func (m Model) startVerify() (kit.Screen, tea.Cmd) {
	if m.verify.running {
		return m, nil
	}
	far := &kit.Progress{}
	m.verify = check{running: true, far: far}
	src := m.src
	return m, func() tea.Msg {
		verdict, err := src.Verify(context.Background(), far.Set)
		return verified{verdict, err}
	}
}

// state is what is known of the log's integrity, for the header.
func (c check) state(env kit.Env) kit.Line {
	switch {
	case c.running:
		return kit.L(kit.Accent, fmt.Sprintf("verifying, %d%%", c.far.Percent()))
	case c.err != nil:
		return kit.L(kit.Danger, "not verified")
	case c.verdict != nil && c.verdict.OK():
		return kit.L(kit.Good, "verified, "+present.Entries(c.verdict.Entries))
	case c.verdict != nil, env.Station.Checked.Fault != "":
		return kit.L(kit.Danger, "DOES NOT VERIFY")
	case present.Checked(env.Station.Checked, env.Now) != "":
		return kit.L(kit.Dim, present.Checked(env.Station.Checked, env.Now))
	default:
		return kit.L(kit.Dim, "not verified since start")
	}
}

// add says what was found.
func (c check) add(v *kit.View, env kit.Env) {
	if c.err != nil {
		v.AddText(env.Width, 2, kit.L(kit.Danger, "The log could not be verified: "+c.err.Error()))
		v.Add(nil)
		return
	}
	if fault := env.Station.Checked.Fault; c.verdict == nil && fault != "" {
		v.AddText(env.Width, 2, kit.L(kit.Danger, fault))
		v.Add(nil)
		return
	}
	if c.verdict == nil || c.verdict.OK() {
		return
	}
	for _, f := range c.verdict.Faults {
		where := fmt.Sprintf("Entry %d", f.Entry)
		if f.Entry < 0 {
			where = "The log"
		}
		v.AddText(env.Width, 2, kit.Line{{Role: kit.Danger, Text: where + ": " + strings.TrimSuffix(f.What, ".") + ". "}, {Role: kit.Text, Text: f.Do}})
	}
	v.Add(nil)
}
