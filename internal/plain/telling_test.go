package plain_test

import (
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/present"
	"soprun/internal/study"
)

// slowly is a library of many pages, each thousand of which takes two seconds.
type slowly struct {
	present.Library
	p  *place
	of int64
}

func (s slowly) read(far func(done, total int64)) {
	for done := int64(0); done < s.of; {
		done = min(done+1000, s.of)
		s.p.now = s.p.now.Add(2 * time.Second)
		far(done, s.of)
	}
}

func (s slowly) ReadPages(far func(done, total int64)) ([]model.PageRow, error) {
	s.read(far)
	return s.Library.ReadPages(silent)
}

// slowlySat is a desk at which they are read for whoever sits down.
type slowlySat struct {
	present.Study
	slowly
}

func (s slowlySat) Sit(person, pin string, far func(done, total int64)) (*study.Sitting, error) {
	s.read(far)
	return s.Study.Sit(person, pin, silent)
}

func TestHowFarManyPagesAreReadIsSaidNowAndThen(t *testing.T) {
	p, _ := practising(t)
	slow := slowly{p: p, of: 10_000}
	desk := p.with
	p.with = func(cfg *plain.Config) {
		desk(cfg)
		slow.Library = cfg.Sources.Library
		cfg.Sources.Library, cfg.Sources.Study = slow, slowlySat{cfg.Sources.Study, slow}
	}
	far := []string{"Reading the pages ... 2,000 of 10,000", "Reading the pages ... 4,000 of 10,000", "Reading the pages ... 6,000 of 10,000", "Reading the pages ... 8,000 of 10,000"}
	out := p.says([]string{"q"}, append(far, "Clean a centrifuge", "Library.")...)
	lacks(t, out, "1,000 of", "10,000 of")
	out = p.says([]string{"p", "l.green", ".back", "q"}, append(append([]string{"Library."}, "Who practises?"), far...)...)
	lacks(t, out, "1,000 of", "10,000 of")
	slow.of = 150
	lacks(t, p.says([]string{"q"}, "Clean a centrifuge"), "Reading the pages")
}
