// Package store keeps one log in one bbolt file: entries, the texts of the
// approved pages, and indexes that can be deleted and built again.
//
// An append is one transaction, synced to disk before it returns, of leaf, tree
// hashes and checkpoint together; nothing that breaks a rule of the record
// package gets in. Indexes trail the log and are caught up in batches, so that
// they never stand between a person and the next step. sop/record/FORMAT.md
// gives the layout.
package store
