package kit

// PagesChanged tells the screen on top that pages were changed on the disk, or,
// with an error, that changes may not be noticed any more. A run keeps the text
// that it began with.
type PagesChanged struct{ Err error }
