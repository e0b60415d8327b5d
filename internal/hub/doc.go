// Package hub keeps copies of the logs of many stations in PostgreSQL, and reads them back.
//
// A station's file stays the truth, and no station waits for the hub. What the hub answers is
// the cursor of an upload, none is kept anywhere else, and an entry has arrived only once a
// commit that waited for the standby came back without a warning. Whatever comes out of a hub is
// verified into a local copy before it is shown: a hub that lies, or was damaged, is found out
// by the signatures. README.md says how one is set up.
package hub
