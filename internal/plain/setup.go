package plain

import (
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
)

// setUp asks where this is and who answers for it, and opens the log with that
// person's signature. It returns false when the input ended before.
func (p *program) setUp() bool {
	p.d.say("soprun. This station is not set up yet.")
	p.d.say("Procedures are run, signed and kept here. You become this station's first supervisor and administrator.")
	p.d.say("Answer six questions, one line each. In the first four type .back to begin again, .? for help. The last two are a passphrase.")
	p.during("The set-up is not finished. Nothing was kept or signed.", func() {
		for !p.d.gone && !p.bench.IsSetUp() {
			if who, ok := p.station(); ok {
				p.openLog(who)
			}
		}
	})
	return p.bench.IsSetUp()
}

// station asks the questions that are no secret.
func (p *program) station() (model.SetUp, bool) {
	var s model.SetUp
	for _, q := range []struct {
		into   *string
		prompt func() string
		help   string
		check  func(string) error
	}{
		{&s.Site, fixed("Question 1. The site and department, like St Elsewhere Haematology"), "It stands in every record.", anyText},
		{&s.Station, fixed("Question 2. A name for this bench or terminal, like Bench 2"), "It stands in every record.", anyText},
		{&s.Name, fixed("Question 3. Your name, like A. Khan"), "As it is printed in every record.", anyText},
		{&s.PersonID, func() string { return "Question 4. A short name for you, like " + suggestion(s.Name) }, "Lower-case letters, digits and points. It is yours for ever.", p.bench.CheckFree},
	} {
		text, ok := p.fitting(q.prompt(), q.help, q.check)
		if !ok {
			p.d.say("The set-up begins again.")
			return s, false
		}
		*q.into = text
	}
	return s, true
}

func anyText(string) error { return nil }

func fixed(s string) func() string { return func() string { return s } }

// suggestion is a short name that could be taken.
func suggestion(name string) string {
	if id := present.SuggestID(name); id != "" {
		return id
	}
	return "a.khan"
}

// openLog asks for the passphrase until the log is open with it. An empty line
// goes back to the first question.
func (p *program) openLog(s model.SetUp) {
	for {
		p.d.sayf("%s, %s. You are %s, short name %s.", s.Site, s.Station, s.Name, s.PersonID)
		p.d.say("Questions 5 and 6. The passphrase signs the first entry of the log. You sign:")
		p.d.say(sop.Declaration)
		pass, ok := p.newPassphrase()
		if !ok {
			p.d.say("The set-up begins again.")
			return
		}
		s.Passphrase = pass
		err := p.bench.SetUp(s)
		clear(pass)
		if !p.trouble(err) {
			p.d.say("The station is set up and its log is open.")
			return
		}
	}
}
