package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
	"soprun/sop/figure"
)

// What a page has at most: so many figures, of so many bytes together. A log keeps them, and a
// copy of it that goes over a slow line takes what belongs to one entry at once.
const (
	MaxFigures     = 20
	MaxFigureBytes = 2 << 20
)

// FigureFolder is the folder beside a page that its figures lie in.
const FigureFolder = "figures"

// hashWord is what a page names a file's hash by.
const hashWord = "sha256:"

// pictured returns the figure that a block is: an image that is all of a paragraph.
func (s *source) pictured(n ast.Node) (f sop.Figure, at *ast.Image, ok bool) {
	switch n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
	default:
		return f, nil, false
	}
	at, ok = n.FirstChild().(*ast.Image)
	if !ok || at.NextSibling() != nil {
		return f, nil, false
	}
	f.Path = string(at.Destination)
	f.SHA256 = strings.TrimPrefix(string(at.Title), hashWord)
	for _, sp := range (blockReader{source: s.text}).spans(at) {
		f.Caption += sp.Text
	}
	f.Caption = strings.TrimSpace(f.Caption)
	return f, at, true
}

// pictures collects the figures that stand where one may: between the parts of a page, and
// under a step.
func (r *reading) pictures() {
	check := false
	for n := r.doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level <= 2 && h.Lines().Len() > 0 {
			check = knowledgeCheck().MatchString(r.src.joined(extent(h)))
		}
		if check {
			continue
		}
		r.figureOf(n)
		if l, ok := n.(*ast.List); ok && l.IsOrdered() {
			r.underSteps(l)
		}
	}
}

// underSteps collects the figures that stand under the steps of a list, behind what they say to do.
func (r *reading) underSteps(l *ast.List) {
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		for c := item.FirstChild(); c != nil; c = c.NextSibling() {
			if c != item.FirstChild() {
				r.figureOf(c)
			}
		}
	}
}

func (r *reading) figureOf(n ast.Node) {
	if f, at, ok := r.src.pictured(n); ok {
		f.Pos = r.src.pos(at.Pos())
		r.proc.Figures = append(r.proc.Figures, f)
		r.drawn = append(r.drawn, at)
	}
}

// picture judges an image: it is one of the page's figures, or stands where no view shows it.
func (r *reading) picture(n *ast.Image) {
	i := slices.Index(r.drawn, n)
	if i < 0 {
		r.notes.add(codeImage, n.Pos(), "a picture stands in a paragraph of its own, under a step or between the parts of the page: here no view would show it")
		return
	}
	f := r.proc.Figures[i]
	switch {
	case f.Caption == "":
		r.notes.add(codeFigure, n.Pos(), "this figure has no caption: say between the [ ] what it shows, for whoever cannot see it")
	case !figure.Named(f.Path):
		r.notes.add(codeFigure, n.Pos(), "%q: a figure lies in the folder figures beside the page, and is named in small letters, figures and hyphens: figures/rotor.svg, or .png", f.Path)
	case i >= MaxFigures:
		r.notes.add(codeTooMuch, n.Pos(), "the page has more than %d figures: make several pages of it", MaxFigures)
	case !isDigest(f.SHA256):
		r.notes.add(codeFigureHash, n.Pos(), "the page does not say which picture this is: \"soprun fmt --write\" adds the SHA-256 of %s", f.Path)
	}
}

func isDigest(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size && strings.ToLower(text) == text
}

// files looks at the files of the figures and keeps what the page names.
func (r *reading) files(open func(path string) ([]byte, error)) {
	if open == nil {
		return
	}
	for i, n := range r.drawn {
		f := &r.proc.Figures[i]
		if !figure.Named(f.Path) || i >= MaxFigures {
			continue
		}
		data, err := open(f.Path)
		if err == nil {
			err = CheckFigure(f.Path, data)
		}
		switch {
		case err != nil:
			r.notes.add(codeFigureFile, n.Pos(), "%s: %v", f.Path, err)
		case isDigest(f.SHA256) && digest(data) != f.SHA256:
			r.notes.add(codeFigureHash, n.Pos(), "%s is another picture than the one that the page names: look at it, then \"soprun fmt --write\" names it", f.Path)
		case isDigest(f.SHA256):
			f.Data = data
		}
	}
	if err := checkSize(r.proc.Figures); err != nil {
		r.notes.add(codeTooMuch, r.drawn[len(r.drawn)-1].Pos(), "%v", err)
	}
}

// checkSize refuses figures that are too large together. One that stands twice counts once.
func checkSize(list []sop.Figure) error {
	size, seen := 0, map[string]bool{}
	for _, f := range list {
		if !seen[f.SHA256] {
			size += len(f.Data)
		}
		seen[f.SHA256] = true
	}
	if size > MaxFigureBytes {
		return fmt.Errorf("the figures of the page have %d bytes together, and at most %d are kept: make them smaller", size, MaxFigureBytes)
	}
	return nil
}

// CheckFigure refuses a file that is no figure, or another kind than its name says.
func CheckFigure(name string, data []byte) error {
	if kind := figure.KindOf(data); string(kind) != path.Ext(name) {
		return fmt.Errorf("it is no %s inside", strings.TrimPrefix(path.Ext(name), "."))
	}
	_, err := figure.Read(data)
	return err
}

// ErrFigure is returned for a figure that is not at hand, or another one than a page names.
var ErrFigure = errors.New("a figure of the page is missing or was changed")

// WithFigures returns the procedure with the files of its figures, which get returns. It
// returns ErrFigure unless each is there and has the hash that the page names.
func WithFigures(p *sop.Procedure, get func(sop.Figure) ([]byte, error)) (*sop.Procedure, error) {
	if len(p.Figures) == 0 {
		return p, nil
	}
	out := *p
	out.Figures = slices.Clone(p.Figures)
	for i := range out.Figures {
		f := &out.Figures[i]
		data, err := get(*f)
		if err == nil && digest(data) != f.SHA256 {
			err = errors.New("it is another picture")
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrFigure, f.Path, err)
		}
		f.Data = data
	}
	if err := checkSize(out.Figures); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFigure, err)
	}
	return &out, nil
}

// BlocksOf is Blocks for the prose of a procedure: its figures come with their files.
func BlocksOf(p *sop.Procedure, md string) []Block {
	blocks := Blocks(md)
	for i := range blocks {
		if blocks[i].Kind == Picture {
			kept, _ := p.Figure(blocks[i].Figure.SHA256)
			blocks[i].Figure.Data = kept.Data
		}
	}
	return blocks
}

// NameFigures returns a page in which each figure is named by the hash of its file as it is
// now, which open returns. What cannot be read stays as it is: Lint says why.
func NameFigures(src []byte, open func(path string) ([]byte, error)) []byte {
	r := read(src)
	if r.proc == nil || len(r.drawn) == 0 {
		return src
	}
	var edits []edit
	for i, f := range r.proc.Figures {
		data, err := open(f.Path)
		if !figure.Named(f.Path) || err != nil || CheckFigure(f.Path, data) != nil || digest(data) == f.SHA256 {
			continue
		}
		if e, ok := r.hashAt(r.drawn[i], f); ok {
			e.text = fmt.Sprintf("(%s \"%s%s\")", f.Path, hashWord, digest(data))
			edits = append(edits, e)
		}
	}
	out := applied(r.src.text, edits)
	if !sameFigures(r.proc, read(out).proc) {
		return src // a picture that is written in a way of its own
	}
	return out
}

// hashAt is where an image names its file: from the bracket behind its caption to the one
// that closes it, in one line.
func (r *reading) hashAt(n *ast.Image, f sop.Figure) (edit, bool) {
	end := r.src.lineEnd(n.Pos())
	line := r.src.text[n.Pos():end]
	open := bytes.LastIndex(line, []byte("]("+f.Path))
	if open < 0 || !bytes.HasSuffix(bytes.TrimRight(line, " \t"), []byte(")")) {
		return edit{}, false
	}
	return edit{from: n.Pos() + open + 1, to: n.Pos() + len(bytes.TrimRight(line, " \t"))}, true
}

// sameFigures reports whether two pages show the same files with the same captions, whatever
// their hashes are.
func sameFigures(a, b *sop.Procedure) bool {
	return b != nil && slices.EqualFunc(a.Figures, b.Figures, func(x, y sop.Figure) bool {
		return x.Caption == y.Caption && x.Path == y.Path
	})
}

// figureFacts are the pictures of a page: another one under the same caption is a change
// that no word shows.
func figureFacts(p *sop.Procedure) (out []fact) {
	for _, f := range p.Figures {
		out = append(out, fact{TextChange, fmt.Sprintf("figure %q", f.Caption), fmt.Sprintf("%s, SHA-256 %.12s", f.Path, f.SHA256)})
	}
	return out
}

// writtenInFigures says which words changed in drawings that have the same caption, where the
// files of both are at hand: a hash says that something did, and whoever sees no picture has
// nothing else.
func writtenInFigures(old, current *sop.Procedure) (out []Change) {
	for i, f := range current.Figures {
		at := slices.IndexFunc(old.Figures, func(o sop.Figure) bool { return o.Caption == f.Caption })
		first := slices.IndexFunc(current.Figures, func(o sop.Figure) bool { return o.Caption == f.Caption }) == i
		if at < 0 || !first || old.Figures[at].SHA256 == f.SHA256 {
			continue
		}
		was, now := wordsDrawn(old.Figures[at]), wordsDrawn(f)
		if was != now && old.Figures[at].Data != nil && f.Data != nil {
			out = append(out, Change{Kind: TextChange, What: fmt.Sprintf("words in figure %q", f.Caption), Old: was, New: now})
		}
	}
	return out
}

// wordsDrawn are the words that stand in a drawing.
func wordsDrawn(f sop.Figure) string {
	read, err := figure.Read(f.Data)
	if err != nil {
		return ""
	}
	var out []string
	for _, w := range read.Words {
		out = append(out, w.Text)
	}
	return strings.Join(out, "; ")
}

// picturesSaid writes prose with each figure as its caption: which file it is, figureFacts
// say.
func picturesSaid(md string) string {
	if !strings.Contains(md, "![") {
		return md
	}
	s := newSource([]byte(md))
	doc := markdown(s.text)
	var out []string
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		text := s.raw(n, 0)
		if f, _, ok := s.pictured(n); ok {
			text = "Figure: " + f.Caption
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n\n")
}
