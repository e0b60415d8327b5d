package effects_test

import (
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/sop/run"
)

func TestARecordLeavesThoseToCountersignOnceSomebodyDid(t *testing.T) {
	p := open(t, shipped())
	first := p.start(oh).toEnd().sign()
	p.now = p.now.Add(time.Hour)
	second := p.start(lee).do(run.Stop{Reason: "fire alarm"}).sign()
	entries := func(q model.Query) []int64 {
		t.Helper()
		rows, err := p.Completions(q)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]int64, len(rows))
		for i, r := range rows {
			out[i] = r.Entry
		}
		return out
	}
	if got := entries(model.Query{Open: true}); len(got) != 2 || got[0] != second || got[1] != first {
		t.Errorf("to countersign are %v", got)
	}
	draft, err := p.Prepare(ray.ID, model.Countersign{Entry: first})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Sign(draft, phrase(ray)); err != nil {
		t.Fatal(err)
	}
	if got := entries(model.Query{Open: true, Limit: 100}); len(got) != 1 || got[0] != second {
		t.Errorf("to countersign are %v", got)
	}
	if got := entries(model.Query{Open: true, Words: "kim"}); len(got) != 0 {
		t.Errorf("to countersign of Kim are %v", got)
	}
	if got := entries(model.Query{}); len(got) != 2 {
		t.Errorf("all are %v", got)
	}
	part, err := p.CompletionsFrom(t.Context(), model.Query{Limit: 1}, model.From{Oldest: true})
	if err != nil || len(part.Rows) != 1 || part.Rows[0].Entry != first || !part.More {
		t.Errorf("the oldest is %+v, %v", part, err)
	}
}
