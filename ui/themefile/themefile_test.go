package themefile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/theme"
)

func write(t *testing.T, path, document string, at time.Time) {
	t.Helper()
	if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestAChangedFileIsReadAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine.toml")
	clock := clockwork.NewFakeClock()
	write(t, path, "name = \"first\"\n", clock.Now())
	file, scheme, err := Open(path, clock)
	if err != nil || scheme.Name != "first" {
		t.Fatalf("got %q, %v", scheme.Name, err)
	}
	type edit struct {
		scheme theme.Scheme
		err    error
	}
	edited := make(chan edit)
	await := func() {
		scheme, err := file.Edited(t.Context())
		edited <- edit{scheme, err}
	}
	go await()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	write(t, path, "name = \"second\"\n", clock.Now().Add(time.Minute))
	clock.Advance(lookEvery)
	if got := <-edited; got.err != nil || got.scheme.Name != "second" {
		t.Errorf("got %q, %v", got.scheme.Name, got.err)
	}

	go await()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	write(t, path, "nme = \"third\"\n", clock.Now().Add(time.Hour))
	clock.Advance(lookEvery)
	if got := <-edited; got.err == nil || !strings.Contains(got.err.Error(), "line 1") {
		t.Errorf("a broken file brought %v", got.err)
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine.toml")
	write(t, path, "", time.Now())
	file, _, err := Open(path, clockwork.NewFakeClock())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := file.Edited(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAFileThatIsNotThereSaysSo(t *testing.T) {
	t.Parallel()
	if _, _, err := Open(filepath.Join(t.TempDir(), "none.toml"), clockwork.NewFakeClock()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
