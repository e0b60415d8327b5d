package station

// AppendLower is what a sieve looks for words in.
var AppendLower = appendLower
