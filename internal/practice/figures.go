package practice

import (
	"crypto/sha256"
	"encoding/hex"

	"soprun/sop"
	"soprun/sop/page"
)

// filesOf are the files of a page's figures.
func filesOf(p *sop.Procedure) (files [][]byte) {
	for _, f := range p.Figures {
		if f.Data != nil {
			files = append(files, f.Data)
		}
	}
	return files
}

// pictured returns the page of a rehearsal with its figures. One that was begun without them
// goes on, and says what they show.
func (r rehearsal) pictured(p *sop.Procedure) *sop.Procedure {
	files := map[string][]byte{}
	for _, data := range r.Figures {
		sum := sha256.Sum256(data)
		files[hex.EncodeToString(sum[:])] = data
	}
	with, err := page.WithFigures(p, func(f sop.Figure) ([]byte, error) { return files[f.SHA256], nil })
	if err != nil {
		return p
	}
	return with
}
