package plain

import (
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// adopt asks for each value that the page leaves to the department and writes
// the page into its folder. It returns the page as it is afterwards.
func (p *program) adopt(opened model.Page) model.Page {
	if opened.State != model.PageLocal {
		p.d.say("There is no value to set on this page.")
		return opened
	}
	if p.trouble(p.bench.CanAdopt(opened.ID)) {
		return opened
	}
	settings, ok := p.settings(opened)
	if !ok {
		p.d.say("The page was not adopted: nothing was written.")
		return opened
	}
	file, err := p.bench.Adopt(opened.ID, settings)
	if p.trouble(err) {
		return opened
	}
	p.d.sayf("Adopted as %s in the department's folder. Read it; then a supervisor can approve it.", file)
	fresh, err := p.bench.Page(opened.ID)
	if p.trouble(err) {
		return opened
	}
	p.texts.open(fresh) // what soprun wrote itself is no news
	return fresh
}

// settings asks for each value, again until the page lints with it. It returns
// false when the person went back or the input ended.
func (p *program) settings(opened model.Page) ([]page.Setting, bool) {
	values := present.LocalValues(opened.Procedure)
	var out []page.Setting
	for i, v := range values {
		p.d.sayf("Value %d of %d. %s. %s", i+1, len(values), v.Label, v.Hint())
		for {
			value, ok := p.text(v.Label, v.Hint())
			if !ok {
				return nil, false
			}
			next := append(out[:len(out):len(out)], page.Setting{Step: v.Step, What: v.What, Value: value})
			if _, err := page.Set(opened.Text, page.Options{Standard: standard.ST0218()}, next...); !p.trouble(err) {
				out = next
				break
			}
		}
	}
	return out, true
}
