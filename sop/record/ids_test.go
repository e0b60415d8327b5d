package record_test

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/record"
)

// The forms of FORMAT.md, as the second verifier writes them.
func TestANameHasTheFormThatTheFormatGivesIt(t *testing.T) {
	for what, c := range map[string]struct {
		form string
		err  func(string) error
	}{
		"person":  {`^[a-z][a-z0-9.-]{1,31}$`, record.CheckPersonID},
		"origin":  {`^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)+$`, record.CheckOrigin},
		"code":    {`^[SKB][1-9][0-9]?$`, func(s string) error { return record.CheckCodes([]sop.Code{sop.Code(s)}) }},
		"sop":     {`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`, record.CheckSOP},
		"version": {`^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$`, record.CheckVersion},
		"run":     {`^r-[0-9A-Za-z-]{4,40}$`, record.CheckRun},
		"step":    {`^[a-z0-9][a-z0-9._-]{0,63}$`, record.CheckStep},
		"field":   {`^[A-Za-z][A-Za-z0-9_-]{0,99}$`, record.CheckField},
		"kind":    {`^[a-z][a-z .-]{0,39}$`, record.CheckWords},
	} {
		form := regexp.MustCompile(c.form)
		names := rapid.OneOf(
			rapid.StringMatching(c.form[1:len(c.form)-1]),
			rapid.StringMatching(`(r-|[SKB])?[A-Za-z0-9/._ -]{0,104}`),
			rapid.String(),
		)
		t.Run(what, rapid.MakeCheck(func(t *rapid.T) {
			s := names.Draw(t, what)
			if len(s) > 100 && what == "origin" {
				return
			}
			if err := c.err(s); (err == nil) != form.MatchString(s) {
				t.Fatalf("%q: %v", s, err)
			}
		}))
	}
}
