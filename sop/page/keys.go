package page

import (
	"regexp"
	"slices"
)

// takes is what stands behind a key of the front matter.
type takes int

const (
	oneText takes = iota
	oneWord       // of words
	textList
	recordList // each with all fields
	namedLists // of items, by their names
	signing    // words, the first one first
)

// metaKey is a key of the front matter: the parser, the errors and the schema go by it.
type metaKey struct {
	name     string
	required bool
	takes    takes
	form     func() *regexp.Regexp // of a text, or of each of a list; nil for any
	pattern  string                // of form, or of what a parser of its own reads
	words    []string
	fields   []string
	want     string // how a text is written: for an error, and for who writes it
}

// metaKeys are in the order of the format's description.
var metaKeys = []metaKey{
	formed(metaKey{name: "id", required: true, pattern: `^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$`, want: "capitals, digits and hyphens, for example SOP-CEN-014"}),
	{name: "title", required: true, want: "what the procedure is called; the page's heading is the same"},
	formed(metaKey{name: "version", required: true, pattern: `^[0-9]{1,4}(\.[0-9]{1,4}){1,2}$`, want: "numbers with points, for example 2.1"}),
	{name: "status", required: true, takes: oneWord, words: []string{"draft", "ready", "retired"}, want: "what the author says of the page"},
	{name: "owner", required: true, want: "the role that answers for the page"},
	{name: "review-every", required: true, pattern: `^\+?[0-9]+ (day|week|month|year)s?$`, want: "a number and a unit, for example 24 months"},
	formed(metaKey{name: "standard", required: true, pattern: `^[A-Z0-9-]+ v[0-9]+(\.[0-9]+)*$`, want: "a reference and a version, for example ST0218 v1.1"}),
	formed(metaKey{name: "codes", required: true, takes: textList, pattern: `^[A-Z][1-9][0-9]{0,2}$`, want: "every code that the page may use, for example [S26, K26]"}),
	{name: "mode", required: true, takes: oneWord, words: []string{"read-do", "do-confirm"}, want: "read-do goes through the steps one by one, do-confirm ticks off what was done from memory"},
	{name: "sign", required: true, takes: signing, words: []string{"performer", "supervisor", "second person"}, want: "who signs, the performer first, for example performer, supervisor"},
	{name: "complete-within", pattern: `^\+?[0-9]+ (s|min|h)$`, want: "how long a run may take, for example 30 min"},
	{name: "schedule", want: "how often it is to be done, for example daily by 09:00"},
	{name: "roles", takes: textList, want: "who does it"},
	{name: "equipment", takes: textList, want: "what it is done with"},
	{name: "needs", takes: textList, want: "the competences that it needs"},
	{name: "supersedes", want: "what the page takes the place of"},
	{name: "change", takes: oneWord, words: []string{"none", "read", "re-observe"}, want: "what people have to do about this version"},
	{name: "changes", takes: recordList, fields: []string{"version", "date", "what"}, want: "the page's history"},
	{name: "area", want: "where it is done"},
	{name: "sources", takes: recordList, fields: []string{"key", "title", "publisher", "year"}, want: "where figures come from"},
	formed(metaKey{name: "lang", pattern: `^[a-z]{2,3}(-[A-Z]{2})?$`, want: "a language code, for example en-GB"}),
	{name: "lists", takes: namedLists, want: "the items that a section is done for each of, for example {fridges: [FR-001, FR-002]}"},
}

// formed is a key whose texts have to match its pattern.
func formed(k metaKey) metaKey {
	k.form = lazily(k.pattern)
	return k
}

// keyNamed returns the key of a name, which has to be one.
func keyNamed(name string) metaKey {
	return metaKeys[slices.IndexFunc(metaKeys, func(k metaKey) bool { return k.name == name })]
}

// requiredKeys are the names of those that every page has, and keyNames those of all.
var requiredKeys, keyNames = func() (required, all []string) {
	for _, k := range metaKeys {
		if all = append(all, k.name); k.required {
			required = append(required, k.name)
		}
	}
	return required, all
}()
