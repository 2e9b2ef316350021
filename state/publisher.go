package state

import (
	"sync"
	"sync/atomic"
)

// publisher hands views to any number of readers and wakes them. Its owner
// alone publishes; the rest is safe for concurrent use.
type publisher struct {
	current atomic.Pointer[View]

	mu      sync.Mutex
	readers map[chan struct{}]struct{}
}

// View is the Book now.
func (p *publisher) View() *View { return p.current.Load() }

// Subscribe wakes the channel after changes, at most once a frame. The
// returned function ends it; the channel is never closed.
func (p *publisher) Subscribe() (<-chan struct{}, func()) {
	reader := make(chan struct{}, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.readers == nil {
		p.readers = make(map[chan struct{}]struct{})
	}
	p.readers[reader] = struct{}{}
	return reader, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.readers, reader)
	}
}

// publish shows a view, unless it is the one that is shown.
func (p *publisher) publish(view *View) {
	if current := p.current.Load(); current != nil && current.Version == view.Version {
		return
	}
	p.current.Store(view)
	p.mu.Lock()
	defer p.mu.Unlock()
	for reader := range p.readers {
		select {
		case reader <- struct{}{}:
		default:
		}
	}
}
