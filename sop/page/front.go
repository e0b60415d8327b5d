package page

import "soprun/sop"

// Front reads only the front matter, in a quarter of the time that Parse takes: what document
// control says of a page, and its hash, each as Parse has them. What is wrong with the page is not
// known by it. ok is false where there is no front matter that can be read.
func Front(src []byte) (meta sop.Meta, sha256 string, ok bool) {
	text, err := Normalise(src)
	if err != nil {
		return sop.Meta{}, "", false
	}
	n := &notes{src: newSource(text[:frontMatterEnd(text)])}
	guardCharacters(n)
	guardEntities(n)
	guardDepth(n)
	if len(n.list) > 0 {
		return sop.Meta{}, "", false
	}
	front, ok := readFrontMatter(n)
	if !ok {
		return sop.Meta{}, "", false
	}
	return front.meta, digest(text), true
}
