package sop

// Figure is a picture that a page shows, with what it shows in words.
type Figure struct {
	Caption string // plain words, for whoever cannot see it
	Path    string // of the file, from the folder of the page: "figures/rotor.svg"
	// SHA256 is the lower-case hexadecimal SHA-256 of the file, as the page names it; "" where
	// it names none yet. So the text that was approved says which picture was.
	SHA256 string
	Data   []byte // the file, which has that hash; nil where it is not at hand
	Pos    Pos
}

// Figure returns the picture with this hash and true, or a zero Figure and false.
func (p *Procedure) Figure(sum string) (Figure, bool) {
	for _, f := range p.Figures {
		if f.SHA256 == sum && sum != "" {
			return f, true
		}
	}
	return Figure{}, false
}
