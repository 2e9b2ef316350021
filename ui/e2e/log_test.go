package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheLogIsKeptInAFileAndHoldsNoKey(t *testing.T) {
	t.Parallel()
	dino := startBank(t)
	state := t.TempDir()
	coffer := run(t, launch{args: []string{"--log-level", "debug"}, env: append(dino.env(), "XDG_STATE_HOME="+state)})
	coffer.waitFor("SANDBOX", "Available", "$")
	coffer.press("q")
	if status := coffer.exit(); status != 0 {
		t.Errorf("it ended with %d", status)
	}
	path := filepath.Join(state, "coffer", "log", "coffer.log")
	log, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, told := range []string{`"msg":"opened"`, `"msg":"call"`, "/v1/balance"} {
		if !strings.Contains(string(log), told) {
			t.Errorf("%s isn't in it:\n%s", told, log)
		}
	}
	for _, secret := range []string{dino.SpendKey, dino.WebhookSecret} {
		if strings.Contains(string(log)+coffer.raw(), secret) {
			t.Error("a secret was written")
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
}
