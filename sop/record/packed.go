package record

import "encoding/binary"

// packed are the values of a run that is over, of which there are many in memory and few are
// ever asked for: the parts of each and its text in turn, each behind its length.
type packed string

// pack returns values packed.
func (v Values) pack() packed {
	var b []byte
	for id, text := range v {
		for _, part := range []string{id.Step, id.Item, id.Field, text} {
			b = append(binary.AppendUvarint(b, uint64(len(part))), part...)
		}
		b = binary.AppendUvarint(b, uint64(id.Index))
	}
	return packed(b)
}

// values returns them as they were packed.
func (p packed) values() Values {
	v := Values{}
	number := func() int {
		n, size := binary.Uvarint([]byte(p[:min(len(p), binary.MaxVarintLen64)]))
		p = p[size:]
		return int(n)
	}
	part := func() string {
		n := number()
		text := string(p[:n])
		p = p[n:]
		return text
	}
	for p != "" {
		id, text := ValueID{Step: part(), Item: part(), Field: part()}, part()
		id.Index = number()
		v[id] = text
	}
	return v
}

// positions are those of entries, in the order in which they were added: each as what it is
// above the one before. Those of a run are near each other.
type positions struct {
	last  int64
	above []byte
}

func (p *positions) add(position int64) {
	p.above = binary.AppendVarint(p.above, position-p.last)
	p.last = position
}

// first returns the first of them, of which there is at least one.
func (p *positions) first() int64 {
	first, _ := binary.Varint(p.above)
	return first
}

// appendTo appends all of them.
func (p *positions) appendTo(all []int64) []int64 {
	at := int64(0)
	for rest := p.above; len(rest) > 0; {
		above, size := binary.Varint(rest)
		at, rest = at+above, rest[size:]
		all = append(all, at)
	}
	return all
}
