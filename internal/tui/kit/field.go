package kit

// FieldKind says what a printable key goes into.
type FieldKind int

// The kinds of field.
const (
	NoField     FieldKind = iota // keys act
	TextField                    // words: keeps whatever is typed
	FindField                    // words that something is looked for by: a scan takes the place of the one before
	ValueField                   // a value in a form of its own, which no scanner types
	ScanField                    // a value that a scanner may type
	SecretField                  // a passphrase
)

// Field is where printable keys go now. The name tells one field of a screen from
// the next.
type Field struct {
	Kind FieldKind
	Name string
}

// Typing reports whether printable keys are text now.
func (f Field) Typing() bool { return f.Kind != NoField }

// Field returns what a key would be typed into.
func (f Form) Field() Field {
	in := f.Inputs[f.At]
	if in.Secret {
		return Field{SecretField, in.Label}
	}
	return Field{TextField, in.Label}
}

// Scan tells the screen on top what a scanner typed while a ScanField or a
// ValueField was asked, or a FindField. The field holds it already, as so many characters
// before its cursor: a ScanField and a FindField take the text in their place, a ValueField
// takes them back.
type Scan struct {
	Text  string
	Typed int
}
