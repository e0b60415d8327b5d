package present

import (
	"bytes"
	"fmt"
	"strings"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
	"soprun/sop/standard"
)

// PageState says whether a page can be run and who approved it. Good means that
// there is nothing to look into.
func PageState(p model.PageRow) (words string, good bool) {
	words = "A template, " + string(p.State)
	if p.State == model.PageBroken {
		words = "It cannot be run"
	}
	if r := p.Retired; r != nil && p.State == model.PageRetired {
		words = fmt.Sprintf("Retired by %s on %s, entry %d: %s", r.By.Name, r.At.Format("2 Jan 2006"), r.Entry, strings.TrimSuffix(r.Reason, "."))
	}
	if a := p.Approval; a != nil && p.State.Runnable() {
		good = true
		words = fmt.Sprintf("Approved by %s, effective %s", a.By.Name, Day(a.Effective))
		if a.ReviewBy != "" {
			words += ", review by " + Day(a.ReviewBy)
		}
		if a.Disputed {
			good, words = false, words+". That approval is DISPUTED: the key was revoked later, as suspect from before it on"
		}
		if p.State == model.PageReview {
			good, words = false, words+": review overdue"
		}
	}
	if p.State.Runnable() && p.Errors > 0 {
		words += ". The rules of today find " + Number(p.Errors, "error") + " in it: mend them in its next version"
	}
	if r := p.Revision; r != nil {
		good, words = false, words+". "+Capital(Announced(p))
	}
	if p.Problem != "" {
		words += ". " + p.Problem
	}
	return words + ".", good
}

// PageName is a page's id with its version, where it has one that can be read.
func PageName(p model.PageRow) string {
	if p.Version == "" {
		return p.ID
	}
	return p.ID + " v" + p.Version
}

// RowState is the state of a page in a list: how many errors it has, too, and
// whether another text waits for its approval. "" for a page that is approved.
func RowState(p model.PageRow) string {
	r := p.Revision
	switch {
	case p.State == model.PageBroken && p.Errors > 0:
		return "has " + Number(p.Errors, "error")
	case p.State == model.PageApproved && r != nil && r.Version != "" && r.Version != p.Version:
		return "v" + r.Version + " " + revisionState(*r)
	case p.State == model.PageApproved && r != nil:
		return "new text, " + revisionState(*r)
	default:
		return string(p.State)
	}
}

func revisionState(r model.Revision) string {
	if r.Effective != "" {
		return "from " + Day(r.Effective)
	}
	if r.State == model.PageBroken && r.Errors > 0 {
		return "has " + Number(r.Errors, "error")
	}
	return string(r.State)
}

// Announced says what stands in a page's folder beside the text in force, as a
// clause; "" for nothing.
func Announced(p model.PageRow) string {
	r := p.Revision
	if r == nil {
		return ""
	}
	text := "its folder holds another text"
	if r.Version != "" && r.Version != p.Version {
		text = "its folder holds v" + r.Version
	}
	if r.Effective != "" {
		return text + ", which is approved and takes effect on " + Day(r.Effective)
	}
	state := revisionState(*r) // "has 2 errors"
	if r.State != model.PageBroken {
		state = strings.TrimPrefix(Standing(r.State), "it ")
	}
	text += ", which " + state + "; it changes nothing until it is approved"
	if r.Problem != "" {
		text += ". " + Capital(r.Problem)
	}
	return text
}

// Standing words the state of a page as a clause: "it has values to set".
func Standing(s model.PageState) string {
	switch s {
	case model.PageDraft:
		return "it is a draft"
	case model.PageLocal:
		return "it has values to set"
	case model.PageReview:
		return "its review is overdue"
	case model.PageBroken:
		return "it has errors"
	default:
		return "it is " + string(s)
	}
}

// NothingToApprove says why neither a page nor its revision can be approved, as a
// clause.
func NothingToApprove(p model.PageRow) string {
	if p.Revision != nil {
		return Announced(p)
	}
	return Standing(p.State)
}

// CannotRun says why a page cannot be run for the record, "" when it can.
func CannotRun(p model.PageRow) string {
	why := p.Problem
	if why == "" && !p.State.Runnable() {
		why = Standing(p.State)
	}
	if why == "" {
		return ""
	}
	return "It cannot be run for the record: " + why + ". It can be practised."
}

// Overview puts what a person wants to know first before the page as it runs. A
// page with errors does not run: its text follows as it is written.
func Overview(p model.Page) []Line {
	var out []Line
	section := func(title, md string) {
		if md != "" {
			out = append(out, Line{Weight: Heading, Text: title})
			out = append(append(out, proseLines(p.Procedure, md, 0)...), Line{})
		}
	}
	section("Purpose", p.Procedure.Intro)
	section("Protect yourself", items(protective(p.Procedure)))
	section("Have ready", strings.Join(p.Procedure.Meta.Equipment, ", "))
	var values, codes, sources []string
	for _, v := range LocalValues(p.Procedure) {
		values = append(values, v.Label+": "+v.Local.Hint)
	}
	for _, c := range Codes(p.Codes) {
		codes = append(codes, fmt.Sprintf("**%s** %s", c.Code, c.Text))
	}
	for _, s := range p.Procedure.Meta.Sources {
		sources = append(sources, fmt.Sprintf("**%s** %s", s.Key, SourceText(s)))
	}
	section("Values that the department sets first", items(values))
	section("It shows these codes of "+p.Procedure.Meta.Standard, items(codes))
	if p.State == model.PageBroken {
		section("The page as it is written", string(body(p.Text)))
	} else {
		out = append(append(out, Line{Weight: Heading, Text: "The page as it runs"}), afterIntro(p.Procedure)...)
	}
	section("Sources", items(sources))
	return out
}

// items is a list in markdown; lists and tables in an item stay what they are.
func items(texts []string) string {
	var b strings.Builder
	for _, text := range texts {
		b.WriteString("- " + strings.ReplaceAll(text, "\n", "\n  ") + "\n")
	}
	return b.String()
}

// protective lists the alerts that say what to wear.
func protective(p *sop.Procedure) []string {
	var out []string
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			for _, a := range st.Alerts {
				if a.Kind == sop.Important {
					out = append(out, a.Text)
				}
			}
		}
	}
	return out
}

// body cuts the front matter and the title off a page's text.
func body(text []byte) []byte {
	if rest, ok := bytes.CutPrefix(text, []byte("---\n")); ok {
		if _, after, ok := bytes.Cut(rest, []byte("\n---\n")); ok {
			text = after
		}
	}
	text = bytes.TrimSpace(text)
	if bytes.HasPrefix(text, []byte("# ")) {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return text
}

// Code is a code of the standard in its words.
type Code struct {
	Code sop.Code
	Text string
}

// Codes returns codes in their words.
func Codes(codes []sop.Code) []Code {
	std := standard.ST0218()
	out := make([]Code, len(codes))
	for i, c := range codes {
		text, _ := std.Text(c)
		out[i] = Code{c, text}
	}
	return out
}

// Conditions words what holds for a step beside its instruction, but what the
// prompt says by itself. In practice every time is shorter.
func Conditions(work session.Work, s run.Step, asked session.PromptKind) []string {
	called := asked == session.AskSecond || asked == session.AskRelease
	var out []string
	faster := ""
	if work.Practice {
		faster = fmt.Sprintf(" Practice is %d times faster.", run.Faster)
	}
	known := len(work.Run.InDoubt(s)) == 0
	out = append(out, Items(work.Run, s)...)
	if section := work.Run.Procedure().Sections[s.Section]; section.If != nil && known && work.Run.Opens(s) {
		out = append(out, Because(work.Run, s, section.If))
	}
	if s.If != nil && known && (work.Run.EndOf(s) == nil || len(work.Run.Met(s, s.If)) > 0) { // else it is said below
		out = append(out, Because(work.Run, s, s.If))
	}
	out = append(out, timing(work, s, faster)...)
	if text := NoRow(work.Run, s); text != "" && s.Closed == nil && asked != session.AskNotDone {
		out = append(out, text)
	}
	switch by := s.Others.Checked; {
	case by != nil:
		out = append(out, "Checked by "+Name(work, by.Person)+" at "+by.At.Format("15:04")+".")
	case s.Verify != "" && !called:
		out = append(out, "A "+string(s.Verify)+" checks this.")
	}
	out = append(out, Bearing(work.Run, s)...)
	for _, x := range s.Others.Releases {
		out = append(out, releasedBy(work, x))
	}
	if s.Hold != "" && len(s.Others.Releases) == 0 && !called {
		out = append(out, "Hold: a "+string(s.Hold)+" releases this before the run goes on.")
	}
	switch {
	case s.Others.Linked != "":
		out = append(out, s.Do+" was worked through as "+s.Others.Linked+linkedOutcome(s.Others.Outcome)+".")
	case s.Do != "":
		out = append(out, "Here "+s.Do+" is worked through.")
	}
	return out
}

// timing words the wait of a step that was not begun and the window that does not count yet.
func timing(work session.Work, s run.Step, faster string) (out []string) {
	if _, started := work.Run.Wait(s); s.Wait != nil && s.Wait.Local == "" && !started {
		by, later := waitByRow(work.Run, s), before(work.Run.Procedure(), s.Step)
		if by != "" && later != "" {
			by += ","
		}
		out = append(out, "Wait at least "+s.Wait.String()+by+later+"."+faster)
	}
	if text := waitByRow(work.Run, s); s.Wait == nil && text != "" {
		out = append(out, text)
	}
	if s.Wait != nil && s.Wait.Local != "" {
		out = append(out, "Wait as long as the department sets: "+s.Wait.Local+".")
	}
	if _, counts := work.Run.Window(s); s.Within != nil && !counts {
		of, _ := work.Run.Procedure().Step(s.Within.Of)
		out = append(out, fmt.Sprintf("Within %s of when step %d was done.%s", s.Within.Time, of.Number, faster))
	}
	return out
}

// releasedBy words what somebody decided at a hold, to go on or to end there, with their note.
func releasedBy(work session.Work, x run.Released) string {
	does := "Released by "
	if x.End {
		does = "Ended by "
	}
	text := does + Name(work, x.By.Person) + " at " + x.By.At.Format("15:04")
	if x.By.Reason != "" {
		text += ": " + x.By.Reason
	}
	return Sentence(text)
}
