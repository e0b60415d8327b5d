// Package page reads a procedure from a markdown page and writes about it: it
// parses, lints, formats and compares pages. What the machine must obey stands
// in backticks, at the end, and everything else is prose:
//
//	---                                  front matter: document control
//	id: SOP-CEN-014
//	---
//	# Title                              equal to the front matter's title
//	## 1. Make safe                      a section
//	> [!WARNING]                         an alert, for the next step
//	> Keep the lid shut.
//	3. Leave it shut. `#settle, critical, wait 30 min, K26`
//	   - Temperature: `temp: number °C, 2.0 to 8.0, possible -40 to 60`
//	4. **If** `temp > 8.0`: tell the lead. `#tell, hold: supervisor, S19`
//	## Knowledge check
//	- **Why must the lid stay shut?** `#settle, K24`
//	  Spinning makes an aerosol.
//	- **What comes before the glass?** `#settle #open, K24`
//	  The wait, with the lid shut.
//
// A tag ends a step's first paragraph, a field ends a bullet of one line, a
// condition follows **If** at the start of a step's text or of a section's first
// paragraph. A code span anywhere else is just code; one that looks as if it
// were meant to be obeyed is an error.
//
// Parse and Lint never change the text, and no input makes them panic or work
// for long: what could is refused before the markdown is parsed. The hash of a
// page is that of its normalised bytes (Normalise).
//
// The markdown and YAML libraries stay inside this package.
package page
