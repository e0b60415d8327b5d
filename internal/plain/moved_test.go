package plain_test

import (
	"testing"

	"soprun/internal/plain"
	"soprun/internal/session"
	"soprun/sop"
)

// The dialogue too does nothing to a run that went on at another terminal: it says so, and
// then where the run stands.
func TestAnActOnARunThatWentOnElsewhereIsSaidNotToBeDone(t *testing.T) {
	p := open(t)
	p.with = func(cfg *plain.Config) {
		perform, before := cfg.Perform, false
		cfg.Perform = func(e session.Effect) session.Action {
			if a, ok := e.(session.Append); ok && a.Events[0].Kind == sop.StepDone && !before {
				before = true // somebody else does it first
				if done := perform(a).(session.Appended); done.Err != nil {
					t.Fatal(done.Err)
				}
			}
			return perform(e)
		}
	}
	p.says(all(toRun, step1, []string{"q", "q"}), "not done: this run went on at another terminal", "Step 1, done")
}
