//go:build !windows

package credential

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// screen is what a terminal showed.
type screen struct {
	mu    sync.Mutex
	shown bytes.Buffer
	grown chan struct{}
}

func (s *screen) Write(part []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() {
		select {
		case s.grown <- struct{}{}:
		default:
		}
	}()
	return s.shown.Write(part)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.String()
}

func (s *screen) await(t *testing.T, text string) {
	t.Helper()
	for deadline := time.After(10 * time.Second); ; {
		if bytes.Contains([]byte(s.String()), []byte(text)) {
			return
		}
		select {
		case <-s.grown:
		case <-deadline:
			t.Fatalf("%q never came: %q", text, s)
		}
	}
}

// loginOnTerminal logs in on a real terminal; the person acts when the prompt
// is there.
func loginOnTerminal(t *testing.T, ctx context.Context, request LoginRequest, act func(person *os.File)) (*screen, *memory, error) {
	t.Helper()
	person, program, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close(); program.Close() })
	shown := &screen{grown: make(chan struct{}, 1)}
	go func() { _, _ = io.Copy(shown, person) }()
	before, err := term.GetState(program.Fd())
	if err != nil {
		t.Fatal(err)
	}
	ring := newMemory()
	request.In, request.Out, request.Keyring = program, program, ring
	ended := make(chan error, 1)
	go func() { ended <- Login(ctx, request) }()
	shown.await(t, "(it isn't shown): ")
	awaitRaw(t, program, before)
	act(person)
	err = <-ended
	after, stateErr := term.GetState(program.Fd())
	if stateErr != nil || *after != *before {
		t.Errorf("the terminal is not as it was: %v", stateErr)
	}
	return shown, ring, err
}

// awaitRaw waits until the terminal has stopped echoing: a person types no
// sooner than after the prompt, a test might.
func awaitRaw(t *testing.T, program *os.File, before *term.State) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if now, err := term.GetState(program.Fd()); err == nil && *now != *before {
			return
		}
	}
	t.Fatal("the terminal still echoes")
}

func typing(keys string) func(*os.File) {
	return func(person *os.File) { _, _ = person.WriteString(keys) }
}

func TestWhatIsTypedIsNotShown(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]string{
		"typed":                 testKey + "\r",
		"with mistakes":         "wrong\x15" + testKey + "xy\x7f\x08\r",
		"with an arrow":         testKey + "\x1b[D\x1bOA\r",
		"pasted between marks":  "\x1b[200~" + testKey + "\x1b[201~\r",
		"with a line feed":      testKey + "\n",
		"pasted with its break": " " + testKey + " \r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shown, ring, err := loginOnTerminal(t, t.Context(), LoginRequest{Profile: "prod"}, typing(keys))
			if err != nil {
				t.Fatal(err)
			}
			if ring.entries["prod/spend-key"] != testKey {
				t.Error("it is not what was typed")
			}
			shown.await(t, "is stored in the keyring")
			shown.await(t, "Spending key of profile prod")
			holdsNoSecret(t, shown.String())
		})
	}
}

func TestBothAreAskedForOneAfterTheOther(t *testing.T) {
	t.Parallel()
	shown, ring, err := loginOnTerminal(t, t.Context(), LoginRequest{Key: true, Secret: true}, typing(testKey+"\r"+secret+"\r"))
	if err != nil || ring.entries["default/spend-key"] != testKey || ring.entries["default/webhook-secret"] != secret {
		t.Errorf("got %v", err)
	}
	holdsNoSecret(t, shown.String())
}

func TestALoginThatIsBrokenOffGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	_, ring, err := loginOnTerminal(t, t.Context(), LoginRequest{}, typing(testKey+"\x03"))
	if !errors.Is(err, context.Canceled) || len(ring.entries) > 0 {
		t.Errorf("ctrl+c: %v", err)
	}
	_, _, err = loginOnTerminal(t, t.Context(), LoginRequest{}, typing("\x04"))
	isRefusal(t, err, errEmpty)

	ctx, cancel := context.WithCancel(t.Context())
	_, ring, err = loginOnTerminal(t, ctx, LoginRequest{}, func(person *os.File) {
		typing(testKey)(person)
		cancel()
	})
	if !errors.Is(err, context.Canceled) || len(ring.entries) > 0 {
		t.Errorf("called off: %v", err)
	}
}
