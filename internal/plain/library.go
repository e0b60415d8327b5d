package plain

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/standard"
)

// row is a numbered line of the library: an open run, a task or a page.
type row struct {
	heading string // said before the row, "" for none
	run     *model.OpenRun
	task    *present.Task
	page    *model.PageRow
}

// library is the first question: what to open.
func (p *program) library() {
	station := p.src.Here()
	p.d.sayf("soprun. %s, %s. %s.", station.Name, station.Site, p.cfg.Now().Format("Monday 2 Jan 2006, 15:04"))
	for _, note := range station.Notes {
		p.d.say(note)
	}
	p.fault = station.Checked.Fault
	p.d.flush() // to read the pages can take longer
	p.list("")
	commands := []command{
		{"a", "all", "say all procedures and open runs", func() outcome { return p.list("") }},
		{"g", "group", "say all pages by group, by duty or by code: the next of the three", func() outcome {
			p.group = p.group.Next()
			return p.list("")
		}},
	}
	for _, l := range present.Lists {
		if l.Chord != "" {
			commands = append(commands, command{l.Key, l.Name, l.Does, func() outcome { return p.then(func() { p.look(l) }) }})
		}
	}
	if p.src.Study != nil {
		commands = append(commands, command{"p", "practise", "the home of practice: questions, walks, stations; nothing of it is a record", func() outcome {
			return p.then(func() { p.practise(practising{}) })
		}})
	}
	commands = append(commands, command{"q", "quit", "leave soprun", func() outcome { return leave }})
	p.menu(func() menu {
		return menu{
			prompt:   "Library. Type a number, words or a code, ? for help, q to quit",
			commands: commands, help: "A number opens what was said with it last. Words or a code such as S26 find procedures.",
			answer: p.openRow,
		}
	})
}

// then goes somewhere and comes back.
func (p *program) then(work func()) outcome {
	work()
	return stay
}

// openRow opens the row of a number, or finds.
func (p *program) openRow(line string) outcome {
	n := number(line)
	switch {
	case n == 0:
		return p.list(line)
	case n > len(p.rows):
		p.d.sayf("There is no number %d in what was said last.", n)
	case p.rows[n-1].run != nil && p.looks():
		p.follow(present.Link{List: present.RunningList, Row: p.rows[n-1].run.ID})
	case p.rows[n-1].run != nil:
		p.resume(*p.rows[n-1].run)
	case p.rows[n-1].task != nil:
		p.toTask(*p.rows[n-1].task)
	default:
		p.procedure(p.rows[n-1].page.ID)
	}
	return stay
}

// toTask goes to where a task is done.
func (p *program) toTask(t present.Task) {
	if list, ok := present.ListNamed(t.List); ok && t.Row == "" {
		p.look(list)
		return
	}
	p.follow(present.Link{Page: t.Page, List: t.List, Row: t.Row})
}

// list says what there is, or what words find.
func (p *program) list(find string) outcome {
	pages, err := p.src.ReadPages(p.telling(present.PagesRead))
	if p.trouble(err) {
		return stay
	}
	open, err := p.src.OpenRuns()
	if p.trouble(err) {
		return stay
	}
	p.d.sayIf(p.texts.list(pages))
	if open = model.SupervisorFirst(open); find == "" {
		tasks, err := present.Tasks(p.src)
		if here := p.src.Here(); errors.As(err, new(model.Indexing)) {
			p.d.say(present.IndexingHere(here.Index, here.Inspection != ""))
		} else if p.trouble(err) {
			return stay
		}
		p.rows = all(pages, open, tasks, p.group)
	} else {
		p.rows = found(pages, open, find)
	}
	switch {
	case len(p.rows) == 0 && find != "":
		p.d.sayf("No procedure fits %q. Type a to hear all of them.", find)
		return stay
	case len(p.rows) == 0:
		p.d.say("There is no procedure yet. Start soprun with --pages and the folder that holds yours.")
		return stay
	case find != "":
		p.d.sayf("Found %s:", present.Thousands(len(p.rows)))
	case !slices.ContainsFunc(pages, func(r model.PageRow) bool { return r.Approval != nil }):
		p.d.say("Nothing is approved. Open a procedure, read it, and approve it there. Until then it can be practised.")
	}
	p.sayRows()
	if find == "" && p.group != present.ByGroup {
		p.d.say(standard.Attribution)
	}
	return stay
}

func (p *program) sayRows() {
	here := p.src.Here()
	for i, r := range p.rows {
		if r.heading != "" {
			p.d.say(r.heading + ":")
		}
		if r.task != nil {
			text, _ := r.task.Words(p.cfg.Now())
			p.d.sayf("%d. %s: %s.", i+1, r.task.Text, text)
			continue
		}
		if r.run != nil {
			p.d.sayf("%d. %s: %s.", i+1, r.run.Title, present.OpenHere(here, *r.run, p.cfg.Now()))
			continue
		}
		p.d.sayf("%d. %s", i+1, p.pageWords(*r.page))
	}
}

// all lists the open runs, what waits for somebody and every page, under their headings.
func all(pages []model.PageRow, open []model.OpenRun, tasks []present.Task, g present.Grouping) []row {
	var out []row
	for i := range open {
		out = append(out, row{run: &open[i]})
	}
	if len(out) > 0 {
		out[0].heading = "Open runs"
	}
	group := ""
	for i := range tasks {
		r := row{task: &tasks[i]}
		if tasks[i].Group != group {
			group = tasks[i].Group
			r.heading = present.Capital(strings.ToLower(group))
		}
		out = append(out, r)
	}
	for _, l := range present.Group(pages, g) {
		out = append(out, row{heading: strings.TrimSuffix(strings.Replace(l.Heading, "  ", ". ", 1), "."), page: l.Page})
	}
	return out
}

var codeLike = regexp.MustCompile(`^(?i)[skb][0-9]{1,2}$`)

// found lists open runs and pages: those with a code when find is one, else
// those that hold every word.
func found(pages []model.PageRow, open []model.OpenRun, find string) []row {
	var out []row
	wanted := strings.Fields(strings.ToLower(find))
	code := sop.Code(strings.ToUpper(find))
	isCode := codeLike.MatchString(find)
	holds := func(text string) bool {
		text = strings.ToLower(text)
		return !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(text, w) })
	}
	for i, r := range open {
		if !isCode && holds(r.Title+" "+r.SOP+" "+r.ID) {
			out = append(out, row{run: &open[i]})
		}
	}
	for i, r := range pages {
		if isCode && slices.Contains(r.Codes, code) || !isCode && holds(r.FindBy()+" "+r.Group) {
			out = append(out, row{page: &pages[i]})
		}
	}
	return out
}

func (p *program) pageWords(r model.PageRow) string {
	text := present.PageName(r) + ", " + present.RowState(r)
	if r.Title != r.ID { // the file stands for both where neither can be read
		text = r.Title + ": " + text
	}
	if !r.LastRun.IsZero() {
		text += ", last signed " + present.Ago(p.cfg.Now().Sub(r.LastRun))
	}
	return text + "."
}
