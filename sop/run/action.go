package run

// Action is something a person asks of a run, already stripped of the keys it
// was made with.
type Action interface{ action() }

type (
	// Begin opens the run: its first step starts if nothing must be
	// acknowledged first.
	Begin struct{}

	// Acknowledge says that the current step's next alert was read (H7).
	Acknowledge struct{}

	// Record enters a value for a field of the current step. For a file,
	// Text is its path and SHA256 its content's hash in hexadecimal.
	Record struct {
		Field  string
		Text   string
		SHA256 string
	}

	// Complete closes the current step as done. A critical step refuses it
	// and asks for Confirm (H5).
	Complete struct{}

	// Confirm closes the current step as done by the key that critical
	// steps need.
	Confirm struct{}

	// MarkNotApplicable closes the current step as one that does not apply,
	// with the reason unless the page needs none. Refused on a critical step.
	MarkNotApplicable struct{ Reason string }

	// MarkNotDone closes the current step as not done and opens a deviation.
	MarkNotDone struct{ Reason string }

	// ActOn says what was done about a deviation, which closes it.
	ActOn struct {
		Deviation int
		Text      string
	}

	// Correct replaces a recorded value of any step; the old one stays.
	Correct struct {
		Step   string
		Field  string
		Index  int // 1-based; 0 means 1
		Text   string
		Reason string
	}

	// Stop ends the run before its last step.
	Stop struct{ Reason string }
)

func (Begin) action()             {}
func (Acknowledge) action()       {}
func (Record) action()            {}
func (Complete) action()          {}
func (Confirm) action()           {}
func (MarkNotApplicable) action() {}
func (MarkNotDone) action()       {}
func (ActOn) action()             {}
func (Correct) action()           {}
func (Stop) action()              {}
