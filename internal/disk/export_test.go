package disk

// CommitWithoutLinks is Commit on a medium that has no links, for tests.
func (f *NewFile) CommitWithoutLinks(err error) error {
	return f.commit(func(string, string) error { return err })
}
