package plain_test

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// signs are what may be said beside letters and digits: a voice makes a pause of it, or says what it means. "−" is
// minus; "-" is only that where a digit follows, and joins words else.
const signs = ` .,:;?'"“”‘’()/%+-=°×÷−…©`

// unspoken are what a voice says wrongly, each with why.
var unspoken = []struct {
	form *regexp.Regexp
	why  string
}{
	{regexp.MustCompile(`\d:\d\d left`), "a length of time is heard as a time of day"},
	{regexp.MustCompile(`[^\s.]\s{2,}\S`), "columns run together"},
	{regexp.MustCompile(`[-=_]{4,}`), "a line is spelled out"},
	{regexp.MustCompile(`[)\d”] - [(\d“]`), "a hyphen is not heard as minus"},
	{regexp.MustCompile(`^[^\pL\pN]+$`), "nothing of it is said"},
	{regexp.MustCompile(`\b[A-Z]+-[A-Z]+-\d+@`), "a name that is made for typing is read out"},
}

// unfit says why a line is not to be spoken, "" where it is.
func unfit(line string) string {
	for _, r := range line {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(signs, r) && !unicode.IsNumber(r) {
			return fmt.Sprintf("%q is named, or left out", r)
		}
	}
	for _, u := range unspoken {
		if u.form.MatchString(line) {
			return u.why
		}
	}
	return ""
}

// asWritten are the tests whose dialogues say what somebody else wrote: words that are hostile, or a page with every
// kind of prose.
var asWritten = regexp.MustCompile(`Hostile|Harm|Safe|EveryWordOfAPage|EveryPlace`)

// mustBeSpeakable fails where a dialogue says what no voice can.
func (p *place) mustBeSpeakable(said string) {
	p.t.Helper()
	if asWritten.MatchString(p.t.Name()) {
		return
	}
	seen := map[string]bool{}
	for line := range strings.SplitSeq(said, "\n") {
		line = strings.TrimSpace(line)
		if why := unfit(line); line != "" && why != "" && !seen[why] {
			seen[why] = true
			p.t.Errorf("the dialogue says %q: %s", line, why)
		}
	}
}
