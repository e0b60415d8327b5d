package kit

// PagesChanged tells the screen on top, and the library, that pages were changed on the disk, or,
// with an error, that changes may not be noticed any more. A run keeps the text
// that it began with.
type PagesChanged struct{ Err error }

// PagesChecked tells the root that every page is read whole now: what a screen over the library says
// of those that were not stands otherwise.
type PagesChecked struct{}

// Behind marks a result that the first screen takes also while another one is on top of it: what it
// began goes on.
type Behind interface{ Behind() }
