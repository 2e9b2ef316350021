package ui

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"coffer/state"
	"coffer/ui/news"
)

// wire counts what goes to the terminal.
type wire struct {
	mu      sync.Mutex
	written []byte
}

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.written = append(w.written, p...)
	return len(p), nil
}

func (w *wire) empty() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.written) == 0
}

func (w *wire) take() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	taken := w.written
	w.written = nil
	return taken
}

// line is a dashboard in a real program, at whose wire the test sits.
type line struct {
	program  *tea.Program
	treasury *fakeTreasury
	wire     *wire
	// clock is the time that the program's own ticks tell; it moves with the
	// test's, so that none of them turns it back.
	clock atomic.Pointer[time.Time]
}

// onTheWire runs the renderer as a terminal of 120×40 sees it. Its clock stands
// still unless the test moves it, so that all that is written is written for what is sent.
func onTheWire(t testing.TB, treasury *fakeTreasury) *line {
	l := &line{treasury: treasury, wire: &wire{}}
	l.set(fixed())
	ctx, cancel := context.WithCancel(context.Background())
	model := New(Options{Treasury: treasury, Now: func() time.Time { return *l.clock.Load() }, Who: "ada", ReducedMotion: true})
	l.program = tea.NewProgram(model, tea.WithContext(ctx), tea.WithInput(strings.NewReader("")), tea.WithOutput(l.wire),
		tea.WithWindowSize(120, 40), tea.WithColorProfile(colorprofile.TrueColor), tea.WithoutSignals(), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = l.program.Run()
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		model.quit()
	})
	l.begun()
	return l
}

func (l *line) set(now time.Time) { l.clock.Store(&now) }

// tick lets a moment come.
func (l *line) tick(after time.Duration) []byte {
	now := fixed().Add(after)
	l.set(now)
	return l.change(news.Ticked{Now: now})
}

// begun waits until something is written, and then for the rest of it.
func (l *line) begun() []byte {
	deadline := time.Now().Add(20 * time.Second)
	for l.wire.empty() && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	return l.settled()
}

// settled waits until nothing more is written and returns what was. The quiet
// is many frames long, because a busy machine draws its frames late.
func (l *line) settled() []byte {
	const quiet = 200 * time.Millisecond
	written := l.wire.take()
	for {
		time.Sleep(quiet)
		more := l.wire.take()
		if len(more) == 0 {
			return written
		}
		written = append(written, more...)
	}
}

// change is after for what has to show.
func (l *line) change(msgs ...tea.Msg) []byte {
	for _, msg := range msgs {
		l.program.Send(msg)
	}
	return l.begun()
}

func (l *line) after(msgs ...tea.Msg) []byte {
	for _, msg := range msgs {
		l.program.Send(msg)
	}
	return l.settled()
}

func (l *line) put(changes state.Changes) news.BookChanged {
	l.treasury.put(changes)
	return news.BookChanged{Book: l.treasury.View()}
}

// old is a treasury of requests that are decided since days, so that a change
// of one shows in its own row only.
func old(count int) *fakeTreasury {
	fake := many(count)
	var settled []*state.Spend
	for i, spend := range fake.View().Spends.From(0) {
		changed := *spend
		changed.Status, changed.DecidedAt = state.Approved, ago(50*time.Hour)
		changed.CreatedAt, changed.FirstSeen = ago(time.Duration(50+i)*time.Hour), ago(time.Duration(50+i)*time.Hour)
		settled = append(settled, &changed)
	}
	fake.put(state.Changes{Spends: settled})
	return fake
}

func restated(spend *state.Spend, status state.SpendStatus) state.Changes {
	changed := *spend
	changed.Status = status
	return state.Changes{Spends: []*state.Spend{&changed}}
}

// TestBytesPerChange holds each change against what it may cost on the way to
// the terminal. Bytes don't vary with the machine.
func TestBytesPerChange(t *testing.T) {
	l := onTheWire(t, old(500))
	visible, hidden := l.treasury.View().Spends.At(5), l.treasury.View().Spends.At(400)
	cost := func(name string, most int, written []byte) {
		t.Logf("%-26s %5d bytes", name, len(written))
		if len(written) > most {
			t.Errorf("%s costs %d bytes, want %d at most: %q", name, len(written), most, written)
		}
	}
	cost("status of a visible row", 38, l.change(l.put(restated(visible, state.Declined))))
	cost("an off-screen row", 0, l.after(l.put(restated(hidden, state.Declined))))
	cost("nothing new", 0, l.after(news.BookChanged{Book: l.treasury.View()}))
	cost("a tick", 16, l.tick(time.Second))
	cost("the next tick", 16, l.tick(2*time.Second))
	cost("a move of the cursor", 230, l.change(keyNamed("j")))
	page := l.change(keyNamed("pgdown"))
	cost("a page", 4742, page)
	l.after(tea.WindowSizeMsg{Width: 120, Height: 40})
	for range visibleRows {
		l.program.Send(keyNamed("j"))
	}
	l.settled()
	cost("a line of scroll", 600, l.change(keyNamed("j")))
}

const visibleRows = 40
