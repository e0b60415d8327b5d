package present

import (
	"fmt"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// assets are the things that are out of service.
var assets = ofDepartment(List{
	Name: "assets", Key: "e", Command: "assets", Does: "every asset that is out of service",
	Title: "Assets", Rows: "Assets out of service", Row: "asset", Opens: "asset",
	Empty: "Nothing is out of service.", Unfit: "No asset that is out of service has these words.", Forms: []Form{putBack, takeOut},
}, assetKind, func(d model.Department) []model.Asset { return d.Assets })

var (
	askAsset = Ask{Name: "asset", Label: "Asset", Help: "Its mark, like F-12.", Start: func(c Case, _ Answers) string { return c.Asset }}
	takeOut  = Form{
		Name: "out", Key: "o", Does: "take an asset out of service", Done: always("It is out of service from now on. What is due for it is not required until it is back."),
		Asks: []Ask{askAsset, askReason, {Name: Signer, Label: "Who takes it out", Help: "Short name of who signs it.", Prompt: "Short name of who takes it out", More: "The passphrase is asked next."}},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.Move{Asset: in["asset"], Reason: in["reason"]}, nil
		},
	}
	putBack = Form{
		Name: "in", Key: "i", Row: true, Does: "put an asset back in service", Done: always("It is in service again."), Typing: true,
		Asks: []Ask{askAsset, askReason, signedAs(sop.Supervisor)},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.Move{Asset: in["asset"], In: true, Reason: in["reason"]}, nil
		},
	}
)

var assetKind = kind[model.Asset]{
	row:   func(a model.Asset) (int64, string) { return a.Entry, a.ID },
	about: func(a model.Asset, c *Case) { c.Asset = a.ID },
	cells: func(a model.Asset, now time.Time) []Cell {
		state := Cell{Text: "OUT " + age(now.Sub(a.At)), Tone: Caution, At: End}
		if a.Disputed {
			state.Text, state.Tone = state.Text+", DISPUTED", Danger
		}
		return []Cell{{Text: a.ID, Width: 14, Lead: true}, {Text: When(a.At, now), Tone: Quiet, Width: whenWidth}, {Text: a.Reason, At: Main}, state}
	},
	says: func(a model.Asset, now time.Time) string {
		return fmt.Sprintf("%s: out of service since %s, by %s%s. %s", a.ID, Minute(a.At, now.Location()), a.By.Name, disputedWord(a.Disputed), Sentence(a.Reason))
	},
	prints: func(a model.Asset, now time.Time) string {
		return fmt.Sprintf("%-16s out since %s  %-14s  %s%s", a.ID, a.At.In(now.Location()).Format("2006-01-02 15:04"), a.By.ID, a.Reason, disputedWord(a.Disputed))
	},
	opened: func(a model.Asset, zone *time.Location) Opened {
		out := []Said{
			{Text: fmt.Sprintf("Out of service since %s, entry %d.", Minute(a.At, zone), a.Entry), Tone: Caution},
			{Text: fmt.Sprintf("Taken out by %s (%s): %s", a.By.Name, a.By.ID, Sentence(a.Reason)), Link: Link{List: "people", Row: a.By.ID}},
		}
		if a.Disputed {
			out = append(out, said(Danger, Disputed)...)
		}
		return Opened{Title: a.ID, Doc: Doc{{"State", out}, {"What follows", said(Quiet, "What is due for it is not required until it is back in service.")}}}
	},
	columns: []column[model.Asset]{
		{"id", func(a model.Asset) any { return a.ID }},
		{"state", func(model.Asset) any { return "out" }},
		{"entry", func(a model.Asset) any { return a.Entry }},
		{"at", func(a model.Asset) any { return a.At.UTC() }},
		{"person", func(a model.Asset) any { return a.By.ID }},
		{"reason", func(a model.Asset) any { return a.Reason }},
		{"disputed", func(a model.Asset) any { return a.Disputed }},
	},
}

// disputedWord ends a clause about what is disputed.
func disputedWord(disputed bool) string {
	if disputed {
		return ", DISPUTED"
	}
	return ""
}
