// Package keyring keeps the private keys of one station: one for the station
// itself, and one a person, made by that person and encrypted with a
// passphrase that nobody else knows.
//
// Keys are files in OpenSSH's own format, so that ssh-keygen can read them.
// They are written once and never overwritten: a key that takes the place of
// another leaves that one under another name. A passphrase is asked at every
// signature: Unlock wipes it, and keeps it for no later use.
package keyring
