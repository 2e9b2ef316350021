package ui

import (
	"context"
	"strings"
	"sync"
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
}

// onTheWire runs the renderer as a terminal of 120×40 sees it. Its clock stands
// still, so that all that is written is written for what is sent.
func onTheWire(t testing.TB, treasury *fakeTreasury) *line {
	l := &line{treasury: treasury, wire: &wire{}}
	ctx, cancel := context.WithCancel(context.Background())
	model := New(Options{Treasury: treasury, Now: fixed, Who: "ada", ReducedMotion: true})
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
	l.settled()
	return l
}

// settled waits until nothing more is written and returns what was.
func (l *line) settled() []byte {
	const quiet = 60 * time.Millisecond
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

func (l *line) after(msgs ...tea.Msg) []byte {
	for _, msg := range msgs {
		l.program.Send(msg)
	}
	return l.settled()
}

func (l *line) put(changes state.Changes) []byte {
	l.treasury.put(changes)
	return l.after(news.BookChanged{Book: l.treasury.View()})
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
	if testing.Short() {
		t.Skip("drives a program in real time")
	}
	l := onTheWire(t, old(500))
	visible, hidden := l.treasury.View().Spends.At(5), l.treasury.View().Spends.At(400)
	cost := func(name string, most int, written []byte) {
		t.Logf("%-26s %5d bytes", name, len(written))
		if len(written) > most {
			t.Errorf("%s costs %d bytes, want %d at most: %q", name, len(written), most, written)
		}
	}
	cost("status of a visible row", 38, l.put(restated(visible, state.Declined)))
	cost("an off-screen row", 0, l.put(restated(hidden, state.Declined)))
	cost("nothing new", 0, l.after(news.BookChanged{Book: l.treasury.View()}))
	cost("a tick", 16, l.after(news.Ticked{Now: fixed().Add(time.Second)}))
	cost("the next tick", 16, l.after(news.Ticked{Now: fixed().Add(2 * time.Second)}))
	cost("a move of the cursor", 230, l.after(keyNamed("j")))
	page := l.after(keyNamed("pgdown"))
	cost("a page", 4742, page)
	l.after(tea.WindowSizeMsg{Width: 120, Height: 40})
	for range visibleRows {
		l.program.Send(keyNamed("j"))
	}
	l.settled()
	cost("a line of scroll", 600, l.after(keyNamed("j")))
}

const visibleRows = 40

// TestBytesOfACountdown holds a second of a quote's life against what it may
// cost, with the clock in the header.
func TestBytesOfACountdown(t *testing.T) {
	if testing.Short() {
		t.Skip("drives a program in real time")
	}
	treasury := old(500)
	treasury.quoted = terms()
	feed := liveFeed()
	feed.LastWebhook = ago(40 * time.Second)
	treasury.book.SetFeed(feed)
	l := onTheWire(t, treasury)
	for _, key := range []string{"s", "tab", "tab", "1", "0"} {
		l.program.Send(keyNamed(key))
	}
	if shown := string(l.after(keyNamed("enter"))); !strings.Contains(shown, "left") {
		t.Fatalf("no countdown: %q", shown)
	}
	for second := range 4 {
		written := l.after(news.Ticked{Now: fixed().Add(time.Duration(second+1) * time.Second)})
		t.Logf("second %d costs %d bytes", second+1, len(written))
		// Two numbers, and every other second a cell of the bar.
		if most := 2*16 + 20*((second+1)%2); len(written) > most {
			t.Errorf("a second costs %d bytes, want %d at most: %q", len(written), most, written)
		}
	}
}
