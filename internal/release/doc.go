// Command release builds what somebody without Go installs: an archive for each system, packages
// for Linux, the list of what is in them and their checksums. The same commit gives the same
// bytes, in any folder and on any day.
package main
