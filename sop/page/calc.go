package page

import (
	"slices"
	"strings"

	"soprun/sop"
)

// placesForm is how many decimals a computed number is rounded to.
var placesForm = lazily(`^([0-9]) places?$`)

// localPlaces are the decimals of a computed number whose limits the department has not
// set yet, for practice.
const localPlaces = 2

// calc reads what a field is computed from, behind a sign of equality in its type, and
// returns what stands before it. The names in it are checked once the whole page is read.
func (r *fieldReader) calc(it item, rest string) string {
	before, text, computed := strings.Cut(" "+rest, " = ")
	if !computed {
		return rest
	}
	r.computed = true
	var err error
	switch word, _, _ := strings.Cut(it.text, " "); sop.FieldType(word).Facts().Sums {
	case sop.Computable:
		if r.field.Calc, err = sop.ParseCalc(text); err != nil {
			r.wrong(codeCalc, it, "", "%v", err)
		}
	case sop.NoSums:
		r.wrong(codeCalc, it, "", "a %s is not computed: a number or a date is", word)
	}
	return strings.TrimPrefix(before, " ")
}

// ofReadings notes an option that only a value has that somebody reads.
func (r *fieldReader) ofReadings(it item) bool {
	word, _, _ := strings.Cut(it.text, " ")
	if word != "possible" && word != "tolerance" && word != "optional" && word != "gs1" && !timesForm().MatchString(it.text) {
		return false
	}
	r.wrong(codeCalc, it, "", "%q is computed, not read: delete %q", r.field.Name, it.text)
	return true
}

// finishCalc checks to how many places a computed number is rounded.
func (r *fieldReader) finishCalc(start item) {
	f := r.field
	limited := f.Ranged()
	switch {
	case f.Type != sop.Number:
	case limited && r.seen["places"]:
		r.wrong(codeCalc, start, "", "%q is rounded to the places of its limits: delete the places", f.Name)
	case f.Local != "":
		f.Places = localPlaces
	case limited:
		f.Places = r.places[0]
	case !r.seen["places"]:
		r.wrong(codeCalc, start, "", "say to how many places %q is rounded: write limits, or \"2 places\"", f.Name)
	}
}

// calcs checks every calculation against the fields that it reads.
func (r *reading) calcs(fields map[string]recorded) {
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if f.Calc != nil && r.calcOf(i, f, fields) {
				r.calcKind(i, f, fields)
			}
		}
	}
}

// calcOf reports whether every field that a computed one of step i reads is recorded
// before it is computed, and notes those that are not.
func (r *reading) calcOf(i int, f sop.Field, fields map[string]recorded) bool {
	sound := true
	wrong := func(hint, format string, args ...any) {
		sound = false
		r.noteHint(f.Pos, hint, codeCalcOf, format, args...)
	}
	for _, name := range f.Calc.Names() {
		of, ok := fields[name]
		if _, _, is := r.column(name); is && of.field.Pos.Line == 0 {
			continue // columns says what is wrong with it
		}
		switch {
		case !ok:
			wrong(sop.Nearest(name, r.namesUpTo(i)), "no step up to this one records %q", name)
		case of.step > i:
			wrong("", "%q is recorded by step %d, which is later: compute it there", name, r.at(of.step).Number)
		case of.field.Calc != nil && of.field.Pos.Line >= f.Pos.Line:
			wrong("", "%q is computed itself: it stands above what reads it", name)
		case of.field.Optional:
			wrong("", "%q is optional: without it nothing could be computed", name)
		case of.step < i && r.at(of.step).AnyOrder && r.at(i).AnyOrder:
			wrong("", "step %d, which records %q, may be done after this one: they cannot both be \"any order\"", r.at(of.step).Number, name)
		}
	}
	return sound
}

// namesUpTo lists the fields of the steps up to the one at i.
func (r *reading) namesUpTo(i int) (out []string) {
	for j := range i + 1 {
		for _, f := range r.at(j).Fields {
			out = append(out, f.Name)
		}
	}
	return out
}

// shape is what a calculation comes to, whatever is recorded: so many numbers, a day, or
// a length of time.
type shape struct {
	numbers  int
	day, age bool
	each     bool // for each of several items
}

// shapes returns the shape of a name in a calculation, and in words why it cannot be
// computed with.
type shapes func(name string) (shape, string)

// seenFrom returns what a calculation in step i has of a name: in a section that is done
// once for each item the value of the same item, outside that of every item.
func (r *reading) seenFrom(i int, fields map[string]recorded) shapes {
	return func(name string) (shape, string) {
		out, wrong := shapeOfField(fields[name].field)
		here, _ := r.eachOf(i)
		there, each := r.eachOf(fields[name].step)
		if out.each = each && here != there; out.each && out.day {
			return shape{}, "\"" + name + "\" is a date for each item: compute with it in its own section"
		}
		return out, wrong
	}
}

// calcKind checks that a calculation in step i can be done with what it reads, and comes
// to one value of the field's type.
func (r *reading) calcKind(i int, f sop.Field, fields map[string]recorded) {
	got, wrong := shapeOf(f.Calc, r.seenFrom(i, fields))
	switch {
	case wrong != "":
	case got.each:
		wrong = severalItems
	case f.Type == sop.Date && !got.day:
		wrong = "a date is computed from a date and a length of time: opened + 28 days"
	case f.Type == sop.Number && got.numbers == 0:
		wrong = "that comes to no number: write \"date\" for the type of a day"
	case got.numbers > 1:
		wrong = severalFigures
	}
	if wrong != "" {
		r.noteAt(f.Pos, codeCalcKind, "%s", wrong)
	}
}

const (
	severalFigures = "that comes to a figure of each reading: make one of them, as in mean(mass)"
	severalItems   = "that comes to a figure of each item: make one of them, as in max(highest)"
)

// shapeOf returns what a calculation comes to, and in words why it cannot be done.
func shapeOf(c *sop.Calc, of shapes) (shape, string) {
	switch {
	case c.Op != "":
		left, wrong := shapeOf(c.Left, of)
		if wrong != "" {
			return shape{}, wrong
		}
		right, wrong := shapeOf(c.Right, of)
		if wrong != "" {
			return shape{}, wrong
		}
		return shapeOfTwo(c.Op, left, right)
	case c.In != nil:
		in, wrong := shapeOf(c.In, of)
		return shapeOfFunc(c.Func, in, wrong)
	case c.Name != "":
		return of(c.Name)
	default:
		if c.Age != nil {
			return shape{age: true}, ""
		}
		return shape{numbers: 1}, ""
	}
}

func shapeOfTwo(op sop.CalcOp, a, b shape) (shape, string) {
	switch {
	case a.day && b.age && (op == sop.Plus || op == sop.Minus):
		return shape{day: true}, ""
	case a.day || b.day || a.age || b.age:
		return shape{}, "a date goes with a length of time only, which comes after it: opened + 28 days"
	case a.each && b.each || a.each && b.numbers > 1 || b.each && a.numbers > 1:
		return shape{}, "of two values of one item compute a figure in its own section: outside they could be of two items"
	case a.numbers != b.numbers && min(a.numbers, b.numbers) > 1:
		return shape{}, "of two fields with several readings each has as many as the other"
	default:
		return shape{numbers: max(a.numbers, b.numbers), each: a.each || b.each}, ""
	}
}

func shapeOfFunc(f sop.CalcFunc, in shape, wrong string) (shape, string) {
	switch {
	case wrong != "" || f == "":
		return in, wrong
	case in.day || in.age:
		return shape{}, "a function is of numbers, not of a date"
	case (f == sop.SD || f == sop.CV) && in.numbers < 2 && !in.each:
		return shape{}, "an " + string(f) + " needs two readings at least: write \"3 times\" on the field that it is of"
	case f == sop.Abs:
		return in, ""
	default:
		return shape{numbers: 1}, ""
	}
}

func shapeOfField(f sop.Field) (shape, string) {
	switch {
	case f.Type == sop.Number:
		return shape{numbers: max(1, f.Repeat)}, ""
	case f.Type == sop.Date && f.Repeat <= 1:
		return shape{day: true}, ""
	case f.Type == sop.Date:
		return shape{}, "\"" + f.Name + "\" is several dates: compute with a field that is one"
	case slices.Contains(sop.FieldTypes, f.Type):
		return shape{}, "\"" + f.Name + "\" is a " + string(f.Type) + " field: numbers and dates can be computed with"
	default: // its type is noted already
		return shape{numbers: 1}, ""
	}
}
