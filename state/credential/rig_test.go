package credential

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"coffer/api"
	"coffer/state"
)

// marker is in every secret of these tests, and nowhere else.
const (
	marker  = "Xq7Zr2Marker9abc"
	testKey = "din_test_" + marker
	liveKey = "din_live_" + marker
	secret  = "whsec_" + marker
)

// memory is a keyring that a test can look into, and break.
type memory struct {
	mu      sync.Mutex
	entries map[string]string
	fails   error
}

func newMemory(pairs ...string) *memory {
	m := &memory{entries: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		m.entries[pairs[i]] = pairs[i+1]
	}
	return m
}

func (m *memory) Get(entry string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fails != nil {
		return "", m.fails
	}
	text, isThere := m.entries[entry]
	if !isThere {
		return "", ErrMissing
	}
	return text, nil
}

func (m *memory) Set(entry, text string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fails == nil {
		m.entries[entry] = text
	}
	return m.fails
}

func (m *memory) Delete(entry string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, isThere := m.entries[entry]; m.fails == nil && !isThere {
		return ErrMissing
	}
	delete(m.entries, entry)
	return m.fails
}

func writeFile(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustKey(t *testing.T, text string) api.SpendKey {
	t.Helper()
	key, err := api.ParseSpendKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// isRefusal checks that an error is a Problem with all its parts, is of this
// package and of a kind, and holds no part of a secret.
func isRefusal(t *testing.T, err, kind error, words ...string) {
	t.Helper()
	var problem *state.Problem
	if !errors.As(err, &problem) || !errors.Is(err, ErrCredential) || !errors.Is(err, kind) {
		t.Fatalf("got %v (%T), not a problem of kind %q", err, err, kind)
	}
	if problem.Happened == "" || problem.Meaning == "" || problem.Advice == "" {
		t.Errorf("something is missing in %+v", problem)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q is not in: %v", word, err)
		}
	}
	holdsNoSecret(t, fmt.Sprintf("%v %+v %#v %s", err, problem, problem, problem.Cause))
}

func holdsNoSecret(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, marker) || strings.Contains(text, marker[:4]) {
		t.Errorf("a secret is in: %s", text)
	}
}
