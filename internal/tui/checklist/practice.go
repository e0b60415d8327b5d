package checklist

import "soprun/sop"

// practised says what happens here in earnest: in practice one person plays
// everybody, and nobody signs.
func practised(k sop.EventKind) string {
	switch k {
	case sop.StepChecked:
		return "Here the second person signs with their own passphrase. In practice you play them too."
	case sop.HoldReleased:
		return "Here a supervisor comes and signs the release. In practice you play them too."
	case sop.HandoverOffered, sop.HandoverTaken:
		return "Here both sign the hand-over. In practice you play both."
	default:
		return "Here a supervisor decides and signs. In practice you play them too."
	}
}
