package chart

// The colours that can be read on white, 4.5 to 1 at least: those of the light theme of the
// screens, and of each picture as SVG. A test measures them where the theme is.
const (
	White      = "#FFFFFF"
	Ink        = "#1B1B1B"
	DimInk     = "#55606B" // labels, rules
	AccentInk  = "#005EB8"
	GoodInk    = "#00664F"
	CautionInk = "#725200"
	DangerInk  = "#A32E0A"
)
