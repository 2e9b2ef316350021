// Package themefile reads a theme from a file, and again whenever the file is
// changed, so that whoever edits it sees what comes of it.
package themefile

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/theme"
)

// lookEvery is how often the file is looked at: asking for its time costs a few
// microseconds, works on every file system, and no editor's way to save escapes it.
const lookEvery = time.Second

// largest is far more than a theme needs.
const largest = 64 << 10

// File is a theme's file. It is used by one goroutine at a time.
type File struct {
	path  string
	clock clockwork.Clock
	seen  version
}

// version tells one writing of the file from another.
type version struct {
	written time.Time
	size    int64
}

// Open reads the theme. Errors say what is wrong with the file, and where.
func Open(path string, clock clockwork.Clock) (*File, theme.Scheme, error) {
	f := &File{path: path, clock: clock}
	f.seen, _ = f.look()
	scheme, err := f.read()
	if err != nil {
		return nil, theme.Scheme{}, err
	}
	return f, scheme, nil
}

// Edited waits until the file is written again, and reads it. It returns the
// context's error when that ends first.
func (f *File) Edited(ctx context.Context) (theme.Scheme, error) {
	ticks := f.clock.NewTicker(lookEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return theme.Scheme{}, ctx.Err()
		case <-ticks.Chan():
		}
		// A file that is away for a moment is being saved.
		if now, there := f.look(); there && now != f.seen {
			f.seen = now
			return f.read()
		}
	}
}

func (f *File) look() (version, bool) {
	info, err := os.Stat(f.path)
	if err != nil {
		return version{}, false
	}
	return version{info.ModTime(), info.Size()}, true
}

func (f *File) read() (theme.Scheme, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return theme.Scheme{}, fmt.Errorf("the theme %s can't be read: %w", f.path, err)
	}
	if info.Size() > largest {
		return theme.Scheme{}, fmt.Errorf("the theme %s is larger than %d KiB", f.path, largest>>10)
	}
	document, err := os.ReadFile(f.path)
	if err != nil {
		return theme.Scheme{}, fmt.Errorf("the theme %s can't be read: %w", f.path, err)
	}
	scheme, err := theme.Parse(document)
	if err != nil {
		return theme.Scheme{}, fmt.Errorf("the theme %s: %w", f.path, err)
	}
	return scheme, nil
}
