package standard

import "soprun/sop"

// Template is a scheme that a department begins with: what is known of how the codes of a
// standard are assessed, and what it has to set itself.
type Template struct {
	Standard string // "ST0218 v1.1"
	Level    int
	Note     string // why it is a template and no plan, one sentence
	// Methods are those of each code, in printed order.
	Methods []CodeMethods
	// Assessors are how many people have to have watched at least, and LeastPieces and
	// MostPieces how many pieces a portfolio has: what the plans of other standards ask for.
	Assessors, LeastPieces, MostPieces int
}

// CodeMethods says by which methods a code is assessed.
type CodeMethods struct {
	Code    sop.Code
	Methods string // words for a reader
}

// ToBeSet are the methods of a code whose plan is not known.
const ToBeSet = "to be set by the department"

// Template returns the scheme to begin with. The assessment plan of ST0218 was not read: no
// code has methods in it.
func (s Standard) Template() Template {
	t := Template{
		Standard: s.Name(), Level: s.Level, Assessors: 2, LeastPieces: 10, MostPieces: 18,
		Note: "A template: the assessment plan of " + s.Reference + " was not read, and plans change since October 2025. The figures are what other plans ask for.",
	}
	for _, st := range s.Statements {
		t.Methods = append(t.Methods, CodeMethods{st.Code, ToBeSet})
	}
	return t
}
