package boltfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The layout of a bbolt file. It is one of pages of one size. Each begins with a
// header: its number (8 bytes), its kind (2), how many elements it has (2) and by
// how many pages it is longer than one (4). Two meta pages come first; the sound one
// with the higher transaction names the page at the root, which is a tree of named
// buckets, and how many pages belong to the file. All numbers are little-endian.
const (
	headerSize  = 16
	elementSize = 16 // of a branch: offset, key's size, page; of a leaf: flags, offset, sizes of key and value
	bucketSize  = 16 // the page at a bucket's root, 0 where the bucket follows inline; its sequence
	metaSize    = 64
	metaMagic   = 0xED0CDAED
	metaVersion = 2

	kindBranch   = 0x01
	kindLeaf     = 0x02
	kindFreelist = 0x10
	flagBucket   = 0x01 // of a leaf's element

	noFreelist = ^uint64(0)
	manyFree   = 0xFFFF // as a count: it stands in the first element
	deepest    = 64     // no tree of pages that fit on a disk is deeper
)

var little = binary.LittleEndian

// Check reads each page of a file that bbolt would follow once: its kind, its
// bounds, the order of its keys, and that no page is used twice. It returns a
// *Damage, ErrForeign, ErrTruncated, or that the file cannot be read.
func Check(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	m, err := newestMeta(f)
	if err != nil {
		return err
	}
	if m.pages > uint64(info.Size())/m.pageSize {
		return ErrTruncated
	}
	c := &check{f: f, meta: m, used: make([]uint64, m.pages/64+1), page: make([]byte, m.pageSize)}
	if err := errors.Join(c.use(0, 1), c.use(1, 1)); err != nil {
		return err
	}
	if err := c.bucket(m.root, 0); err != nil {
		return err
	}
	return c.freelist()
}

// meta is what a meta page says.
type meta struct {
	pageSize, root, freelist, pages, tx uint64
}

// newestMeta returns the meta page that bbolt goes by.
func newestMeta(f io.ReaderAt) (meta, error) {
	first, firstErr := readMeta(f, 0)
	size := first.pageSize
	if firstErr != nil {
		size = 0
	}
	second, secondErr := meta{}, ErrForeign
	for try := uint64(1 << 10); try <= 1<<16 && secondErr != nil; try <<= 1 { // its place follows from the size in the first
		if size == 0 || size == try {
			second, secondErr = readMeta(f, int64(try))
		}
	}
	switch {
	case firstErr == nil && (secondErr != nil || first.tx > second.tx):
		return first, nil
	case secondErr == nil:
		return second, nil
	case errors.Is(firstErr, ErrForeign):
		return meta{}, secondErr
	}
	return meta{}, firstErr
}

// readMeta reads the meta page that begins at a byte.
func readMeta(f io.ReaderAt, at int64) (meta, error) {
	var b [metaSize]byte
	if n, err := f.ReadAt(b[:], at+headerSize); n < metaSize {
		if err == io.EOF {
			err = ErrForeign
		}
		return meta{}, err
	}
	if little.Uint32(b[0:]) != metaMagic || little.Uint32(b[4:]) != metaVersion {
		return meta{}, ErrForeign
	}
	sum := fnv.New64a()
	sum.Write(b[:metaSize-8])
	m := meta{
		pageSize: uint64(little.Uint32(b[8:])), root: little.Uint64(b[16:]), freelist: little.Uint64(b[32:]),
		pages: little.Uint64(b[40:]), tx: little.Uint64(b[48:]),
	}
	if little.Uint64(b[metaSize-8:]) != sum.Sum64() || m.pageSize < 1<<10 || m.pageSize > 1<<16 || m.pageSize&(m.pageSize-1) != 0 {
		return meta{}, &Damage{Page: 0, At: at, What: "what the file says of itself does not fit its own checksum"}
	}
	return m, nil
}

// check is a check under way.
type check struct {
	f    io.ReaderAt
	meta meta
	used []uint64 // a bit for each page
	page []byte   // as large as one
}

func (c *check) damage(page uint64, format string, args ...any) error {
	return &Damage{Page: int64(page), At: int64(page * c.meta.pageSize), What: fmt.Sprintf(format, args...)}
}

// use notes that pages are used, each once.
func (c *check) use(page, n uint64) error {
	if page >= c.meta.pages || n > c.meta.pages-page {
		return c.damage(page, "it is not in the file, and another page leads to it")
	}
	for id := page; id < page+n; id++ {
		if c.used[id/64]&(1<<(id%64)) != 0 {
			return c.damage(id, "it is used twice")
		}
		c.used[id/64] |= 1 << (id % 64)
	}
	return nil
}

// read reads the first part of a page, as long as one page, into b.
func (c *check) read(page uint64, b []byte) error {
	if _, err := c.f.ReadAt(b, int64(page*c.meta.pageSize)); err != nil {
		return c.damage(page, "it cannot be read (%v)", err)
	}
	if id := little.Uint64(b); id != page && len(bytes.TrimLeft(b, "\x00")) == 0 {
		return c.damage(page, "it holds nothing but zeros")
	} else if id != page {
		return c.damage(page, "it says that it is page %d", id)
	}
	return nil
}

// bucket checks the tree below a page.
func (c *check) bucket(page uint64, depth int) error {
	if page < 2 || page >= c.meta.pages {
		return c.damage(page, "it is not in the file, and a bucket begins with it")
	}
	return c.tree(page, nil, nil, depth)
}

// tree checks a page and all below it, whose keys are from low on and below high;
// nil is no bound.
func (c *check) tree(page uint64, low, high []byte, depth int) error {
	if depth > deepest {
		return c.damage(page, "it is %d pages deep", depth)
	}
	if page >= c.meta.pages {
		return c.use(page, 1)
	}
	if err := c.read(page, c.page); err != nil {
		return err
	}
	overflow := uint64(little.Uint32(c.page[12:]))
	if err := c.use(page, 1+overflow); err != nil {
		return err
	}
	node := node{page: page, bytes: c.page, size: (1 + overflow) * c.meta.pageSize, check: c}
	switch kind := little.Uint16(c.page[8:]); kind {
	case kindBranch:
		return c.branch(node, low, high, depth)
	case kindLeaf:
		return c.leaf(node, low, high, depth)
	default:
		return c.damage(page, "it is of kind %d, and none that a tree has", kind)
	}
}

// branch checks a page of keys, each with the page of what follows it.
func (c *check) branch(n node, low, high []byte, depth int) error {
	keys, err := n.keys(low, high)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return c.damage(n.page, "it leads nowhere")
	}
	children := make([]uint64, len(keys))
	for i := range keys {
		children[i] = little.Uint64(n.bytes[headerSize+i*elementSize+8:])
	}
	for i, child := range children { // n.bytes is another page's from here on
		end := high
		if i+1 < len(keys) {
			end = keys[i+1]
		}
		if err := c.tree(child, keys[i], end, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// leaf checks a page of keys and values, some of which are buckets.
func (c *check) leaf(n node, low, high []byte, depth int) error {
	if _, err := n.keys(low, high); err != nil {
		return err
	}
	var inside []uint64
	for i := range n.count() {
		element := n.bytes[headerSize+i*elementSize:]
		if little.Uint32(element)&flagBucket == 0 {
			continue
		}
		start := uint64(headerSize+i*elementSize) + uint64(little.Uint32(element[4:])) + uint64(little.Uint32(element[8:]))
		value, err := n.at(start, uint64(little.Uint32(element[12:])))
		if err != nil {
			return err
		}
		if len(value) < bucketSize {
			return c.damage(n.page, "a bucket in it is cut off")
		}
		if root := little.Uint64(value); root != 0 {
			inside = append(inside, root)
		} else if err := c.inline(n.page, value[bucketSize:]); err != nil {
			return err
		}
	}
	for _, root := range inside {
		if err := c.bucket(root, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// inline checks a bucket that stands in the value of a leaf: a page of its own kind.
func (c *check) inline(page uint64, b []byte) error {
	if len(b) < headerSize || little.Uint16(b[8:]) != kindLeaf || little.Uint32(b[12:]) != 0 {
		return c.damage(page, "a small bucket in it is none")
	}
	n := node{page: page, bytes: b, size: uint64(len(b)), check: c}
	if _, err := n.keys(nil, nil); err != nil {
		return err
	}
	for i := range n.count() {
		if little.Uint32(b[headerSize+i*elementSize:])&flagBucket != 0 {
			return c.damage(page, "a small bucket in it holds another")
		}
	}
	return nil
}

// freelist checks the list of pages that are free: none is used, and none is there twice.
func (c *check) freelist() error {
	page := c.meta.freelist
	if page == noFreelist {
		return nil
	}
	if page < 2 || page >= c.meta.pages {
		return c.damage(page, "it is not in the file, and should list what is free")
	}
	if err := c.read(page, c.page); err != nil {
		return err
	}
	if kind := little.Uint16(c.page[8:]); kind != kindFreelist {
		return c.damage(page, "it is of kind %d, and should list what is free", kind)
	}
	overflow, count, first := uint64(little.Uint32(c.page[12:])), uint64(little.Uint16(c.page[10:])), uint64(headerSize)
	if err := c.use(page, 1+overflow); err != nil {
		return err
	}
	n := node{page: page, bytes: c.page, size: (1 + overflow) * c.meta.pageSize, check: c}
	if count == manyFree {
		count, first = little.Uint64(c.page[headerSize:]), headerSize+8
	}
	if count > n.size/8 {
		return c.damage(page, "it lists more free pages than it has room for")
	}
	list, err := n.at(first, 8*count)
	if err != nil {
		return err
	}
	for ; len(list) > 0; list = list[8:] {
		if free := little.Uint64(list); free < 2 || c.use(free, 1) != nil {
			return c.damage(page, "it calls page %d free, which is used, twice there or not in the file", free)
		}
	}
	return nil
}

// node is a page of a tree, or a bucket inside one.
type node struct {
	page  uint64
	bytes []byte // its first part
	size  uint64 // of all of it
	check *check
}

func (n node) count() int { return int(little.Uint16(n.bytes[10:])) }

// at returns some bytes of the node.
func (n node) at(start, length uint64) ([]byte, error) {
	if start > n.size || length > n.size-start {
		return nil, n.check.damage(n.page, "something in it would begin at byte %d and have %d, and it has %d", start, length, n.size)
	}
	if start+length <= uint64(len(n.bytes)) {
		return n.bytes[start : start+length], nil
	}
	b := make([]byte, length)
	if _, err := n.check.f.ReadAt(b, int64(n.page*n.check.meta.pageSize+start)); err != nil {
		return nil, n.check.damage(n.page, "it cannot be read (%v)", err)
	}
	return b, nil
}

// keys returns copies of the keys, which are in order and within bounds.
func (n node) keys(low, high []byte) ([][]byte, error) {
	count := n.count()
	if uint64(headerSize+count*elementSize) > min(n.size, uint64(len(n.bytes))) {
		return nil, n.check.damage(n.page, "it counts %d elements, which do not fit", count)
	}
	keys, all := make([][]byte, count), make([]byte, 0, len(n.bytes))
	last := low
	for i := range count {
		element := n.bytes[headerSize+i*elementSize:]
		offset, size, more := little.Uint32(element), little.Uint32(element[4:]), uint32(0)
		if little.Uint16(n.bytes[8:]) == kindLeaf {
			offset, size, more = little.Uint32(element[4:]), little.Uint32(element[8:]), little.Uint32(element[12:])
		}
		start := uint64(headerSize+i*elementSize) + uint64(offset)
		if end := start + uint64(size) + uint64(more); end > n.size {
			return nil, n.check.damage(n.page, "element %d of it ends at byte %d, and it has %d", i, end, n.size)
		}
		key, err := n.at(start, uint64(size))
		if err != nil {
			return nil, err
		}
		if order := bytes.Compare(last, key); order > 0 || order == 0 && i > 0 || high != nil && bytes.Compare(key, high) >= 0 {
			return nil, n.check.damage(n.page, "its keys are out of order at element %d", i)
		}
		all = append(all, key...)
		keys[i] = all[len(all)-len(key):]
		last = keys[i]
	}
	return keys, nil
}
