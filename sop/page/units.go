package page

import (
	"strings"

	"soprun/sop"
)

// units warns about what is computed of different units, and of a result in another one than
// what it is computed of: a mean of grams that is written kg would be recorded a thousand
// times too large.
func (r *reading) units() {
	fields := r.recorded()
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if f.Calc == nil || f.Type != sop.Number {
				continue
			}
			unit, clash := unitOf(f.Calc, fields)
			if own := sameUnit(f.Unit); clash == "" && unit != "" && own != "" && own != unit && (unit != "°C" || own != "K") {
				clash = "is in " + f.Unit + " and is computed of " + unit
			}
			if clash != "" {
				r.noteAt(f.Pos, codeUnits, "%q %s: nothing is converted, so multiply by what is between the two", f.Name, clash)
			}
		}
	}
}

// unitOf returns the unit of a calculation, "" where it has none or a product has made
// another, and in words which two units do not go together.
func unitOf(c *sop.Calc, fields map[string]recorded) (unit, clash string) {
	switch {
	case c.Name != "":
		return sameUnit(fields[c.Name].field.Unit), ""
	case c.In != nil:
		if unit, clash = unitOf(c.In, fields); c.Func == sop.CV || c.Func == sop.Count {
			unit = ""
		}
		return unit, clash
	case c.Op == "":
		return "", ""
	}
	left, clash := unitOf(c.Left, fields)
	if clash != "" {
		return "", clash
	}
	right, clash := unitOf(c.Right, fields)
	switch {
	case clash != "":
		return "", clash
	case c.Op != sop.Plus && c.Op != sop.Minus:
		return "", ""
	case left == "" || right == "" || left == right:
		return max(left, right), ""
	case c.Op == sop.Plus:
		return "", "adds " + left + " and " + right
	default:
		return "", "takes " + right + " from " + left
	}
}

// sameUnit writes a unit as the others that look like it; "" for a bare number.
func sameUnit(unit string) string {
	if unit == "1" {
		return ""
	}
	return strings.NewReplacer("\u03bc", "µ", "℃", "°C", "º", "°").Replace(unit)
}

// patientForm is how a value is called that names a patient.
var patientForm = lazily(`(?i)\b(?:patient|donor|client)(?:['’]?s)? (?:full )?(?:name|initials|address|postcode|number|id|identifier)\b|\bname of (?:the |a )?(?:patient|donor|client)\b|\b(?:nhs|hospital|chi|mrn|case) (?:number|no\b)|\bmrn\b|\bdate of birth\b|\bdob\b|\bsurname\b`)

// patients warns about values that would name a patient in a record that is kept for years and
// shown to whoever reads it.
func (r *reading) patients() {
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if len(f.Answers()) > 1 || f.Calc != nil {
				continue // an answer says that something agrees, and not what it is
			}
			for _, called := range []string{f.Label, strings.ReplaceAll(f.Name, "-", " ")} {
				if m := patientForm().FindString(called); m != "" {
					r.noteAt(f.Pos, codePatient, "%q asks for what names a patient (%s): ask whether it agrees, or for the number of the sample", f.Name, m)
					break
				}
			}
		}
	}
}
