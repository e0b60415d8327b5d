package model

import (
	"slices"
	"strings"
	"time"
)

// Terminal is one that may work on the station from elsewhere.
type Terminal struct {
	Entry    int64
	Name     string
	Key      string // fingerprint of its key
	Host     string // fingerprint of the key that the station shows it
	Person   Person // whose own it is; none for one that is shared
	Reason   string
	By       Person
	At       time.Time
	Disputed bool
}

// AtOwn returns everybody as they are at somebody's own terminal, who is the first.
func (e Enrolled) AtOwn(id string) Enrolled {
	e.People = slices.Clone(e.People)
	for i := range e.People {
		e.People[i].Own = e.People[i].ID == id
	}
	slices.SortStableFunc(e.People, func(a, b Person) int {
		switch {
		case a.Own == b.Own:
			return 0
		case a.Own:
			return -1
		default:
			return 1
		}
	})
	return e
}

// OwnOf returns whose own the terminal is at which people are asked for, zero for nobody's.
func OwnOf(people []Person) Person {
	for _, p := range people {
		if p.Own {
			return p
		}
	}
	return Person{}
}

// TerminalName makes the name of a terminal of the comment of its key: bench-3 of
// root@Bench-3. It is "" where nothing of it can be one.
func TerminalName(comment string) string {
	_, host, _ := strings.Cut(comment, "@")
	if host == "" {
		host = comment
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		case r == ' ', r == '_':
			return '-'
		default:
			return -1
		}
	}, strings.ToLower(host))
	name = strings.TrimLeft(name, "-.")
	return name[:min(len(name), 32)]
}
