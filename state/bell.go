package state

import "sync"

// bell wakes everyone who waits for it. The zero bell is ready to ring; it is
// safe for concurrent use.
type bell struct {
	mu   sync.Mutex
	next chan struct{}
}

// rings is closed when the bell rings next.
func (b *bell) rings() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}
