// Package record makes and verifies the completion log: what a person signs,
// what a station vouches for, and the rules by which a stranger can check both
// with no more than the log itself.
//
// FORMAT.md beside this file gives the exact bytes. An entry's payload is
// canonical JSON (Encode, Decode); a person's act carries an SSHSIG over it
// (Sign); payload and signature are hashed to a leaf of an RFC 6962 tree
// (Leaf); a station signs the tree's head (SignCheckpoint). State folds a log
// and holds the rules: who may do what, at which position. Verify checks a
// whole log against all of it.
//
// The package does no I/O and reads no clock: keys, random bytes and times are
// passed in.
package record
