package plain

import (
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
)

// texts are the pages as the dialogue knows them. Nobody watches the disk here:
// whenever pages are listed, or one is opened or acted on, they are read as they
// are now, and what changed since is said.
type texts struct {
	hash   map[string]string // by id; "" where the id has no one text
	listed bool              // all pages were listed before
}

// mostChanged is how many pages that changed are named.
const mostChanged = 3

// list takes all pages and says in one line what changed since they were listed
// before, "" for nothing.
func (t *texts) list(pages []model.PageRow) string {
	now := make(map[string]string, len(pages))
	for _, p := range pages {
		if _, twice := now[p.ID]; twice {
			now[p.ID] = ""
			continue
		}
		now[p.ID] = p.Texts()
	}
	var changed []string
	for id, hash := range now {
		switch was, known := t.hash[id]; {
		case !known:
			changed = append(changed, id+" is new")
		case was != hash:
			changed = append(changed, id+" changed")
		}
	}
	for id := range t.hash {
		if _, still := now[id]; !still {
			changed = append(changed, id+" is gone")
		}
	}
	first := !t.listed
	t.hash, t.listed = now, true
	if first || len(changed) == 0 {
		return ""
	}
	slices.Sort(changed)
	if more := len(changed) - mostChanged; more > 0 {
		changed = append(changed[:mostChanged], fmt.Sprintf("and %d more", more))
	}
	return "On the disk, since the pages were listed: " + strings.Join(changed, ", ") + "."
}

// open takes a page that was opened and says whether it changed since it was
// listed or opened, "" for no.
func (t *texts) open(p model.Page) string {
	was := t.hash[p.ID]
	if t.hash == nil {
		t.hash = map[string]string{}
	}
	t.hash[p.ID] = p.Texts()
	if was == "" || was == p.Texts() {
		return ""
	}
	return p.ID + " was changed on the disk. This is how it is now:"
}

// again reads a page once more before something is done with it. One that is
// another text is said anew, so that nobody acts on what they have not heard. It
// returns false for a page that cannot be read any more.
func (p *program) again(page *model.Page) (same, ok bool) {
	fresh, err := p.src.Page(page.ID)
	if p.trouble(err) {
		return false, false
	}
	*page = fresh
	changed := p.texts.open(fresh)
	if changed != "" {
		p.d.say(changed)
		p.sayPage(fresh)
	}
	return changed == "", true
}

// onSame does what was asked for with a page, unless it changed on the disk.
func (p *program) onSame(page *model.Page, do func() outcome) outcome {
	if same, _ := p.again(page); !same {
		return stay
	}
	return do()
}
