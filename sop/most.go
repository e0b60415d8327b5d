package sop

// What the record takes at most of what a department declares, so that a form says so before
// anybody signs.
const (
	MaxDays         = 366 // that are declared closed or open at once
	MaxPages        = 50  // procedures of a scheme of assessment
	MaxObservations = 100 // runs that have to have been watched for it
	MaxMonths       = 120 // for which its competence holds
)
