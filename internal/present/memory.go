package present

import "sync"

// Memory holds what was made of the last few keys: a screen is drawn at every key, and most of it
// is as it was. What is in it is shared, and never changed. It is safe for use by several
// goroutines.
type Memory[K comparable, V any] struct {
	Most int // required: past so many, everything is made anew

	mu   sync.Mutex
	made map[K]V
}

// Get returns what was made of a key.
func (m *Memory[K, V]) Get(key K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	made, ok := m.made[key]
	return made, ok
}

// Put keeps what was made of a key.
func (m *Memory[K, V]) Put(key K, made V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made == nil || len(m.made) >= m.Most {
		m.made = map[K]V{}
	}
	m.made[key] = made
}

// Of returns what was made of a key, or makes it.
func (m *Memory[K, V]) Of(key K, with func() V) V {
	made, ok := m.Get(key)
	if !ok {
		made = with()
		m.Put(key, made)
	}
	return made
}
