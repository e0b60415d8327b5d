package sop

// Role is what a person may do.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	Assistant     Role = "assistant"
	// Practitioner is a registered professional who checks and releases, and
	// nothing else.
	Practitioner Role = "practitioner"
	Supervisor   Role = "supervisor"
	Trainee      Role = "trainee"
)

// Roles lists every role, sorted.
var Roles = []Role{Administrator, Assistant, Practitioner, Supervisor, Trainee}

// Declaration is what a person agrees to when a key is bound to them.
const Declaration = "My electronic signature is as binding as my signature in ink, and nobody else knows my passphrase."
