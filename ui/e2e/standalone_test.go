package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestRemovingItsLockFileLetsNobodyIntoABank has a second process open the
// database of a bank that runs.
func TestRemovingItsLockFileLetsNobodyIntoABank(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the file alone is locked here")
	}
	database := filepath.Join(t.TempDir(), "bank.db")
	serving := startBank(t, "--db", database)
	if err := os.Remove(database + ".lock"); err != nil {
		t.Fatal(err)
	}
	second := exec.CommandContext(t.Context(), "timeout", "20", binary, "sandbox", "--listen", "127.0.0.1:0", "--db", database)
	second.Env = isolated(t)
	if said, err := second.CombinedOutput(); err == nil || !strings.Contains(string(said), "another sandbox has") {
		t.Errorf("the second says %s, %v", said, err)
	}
	if status := serving.get(t, "/v1/balance", serving.SpendKey); status != http.StatusOK {
		t.Errorf("the first answers %d", status)
	}
}

// get is the status that a call is answered with; an empty key isn't sent.
func (b bank) get(t *testing.T, path, key string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.BaseURL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}
