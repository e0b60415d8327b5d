package run

// Rule is one of the rules that a run keeps, in a few words. Comments and tests
// name it by its number: H1.
type Rule struct {
	Number int
	Words  string
}

// Rules are the rules that a run keeps. Some are kept with the help of whoever
// draws it: what is seen, and which keys do something.
var Rules = []Rule{
	{1, "one current step"},
	{2, "start and done are two events"},
	{3, "the value is the completion"},
	{4, "keys that bounce do nothing"},
	{5, "a critical step has its own key"},
	{6, "critical without colour"},
	{7, "hazards are acknowledged first"},
	{8, "the frame says what, who and where"},
	{9, "the step before and the next are shown"},
	{10, "coming back confirms the step done last"},
	{11, "an interruption and its note"},
	{12, "an idle bench asks who is at it"},
	{13, "nothing covers the step"},
	{14, "an overdue run needs a decision"},
	{15, "waits survive and are never shortened"},
	{16, "a moved clock is recorded"},
	{17, "time completes nothing"},
	{18, "a missed window opens a deviation"},
	{19, "four outcomes"},
	{20, "not required is not not applicable"},
	{21, "exceptions before sign-off"},
	{22, "a mark stays with its value"},
	{23, "impossible is typed again"},
	{24, "unit and limits beside the input"},
	{25, "nothing is filled in beforehand"},
	{26, "nobody checks themself"},
	{27, "the second reading is blind"},
	{28, "few second-person checks"},
	{29, "a hold waits for its role"},
	{30, "read-do or do-confirm"},
	{31, "short sections and steps"},
	{32, "no vague words"},
	{33, "only the live branch is open"},
	{34, "pace is asked for at the end"},
	{35, "a late entry has both times"},
	{36, "corrections add"},
	{37, "only approved versions run"},
	{38, "practice is no record"},
	{39, "a hand-over is signed by both"},
	{40, "a scan ends its field"},
}
