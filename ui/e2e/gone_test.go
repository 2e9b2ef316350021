//go:build linux

package e2e

import (
	"fmt"
	"testing"
	"time"
)

// TestATerminalThatIsGoneEndsItWhereSIGHUPIsIgnored closes the terminal of a
// program that is told nothing about it, as under nohup: it ends, and doesn't
// spin on what it can't read.
func TestATerminalThatIsGoneEndsItWhereSIGHUPIsIgnored(t *testing.T) {
	t.Parallel()
	const ends, spends = 10 * time.Second, 2 * time.Second
	serving := startBank(t, "--agents", "4")
	for name, by := range map[string]struct {
		args, shows string
		env         []string
	}{
		"dashboard":    {args: "--agents 0", shows: "needs approval"},
		"line by line": {args: "--agents 0 --accessible", shows: "What next?"},
		"watch":        {args: "watch", shows: "approved", env: serving.env()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			coffer := run(t, launch{script: fmt.Sprintf(`trap '' HUP; exec "$COFFER" --data-dir '%s' %s`, t.TempDir(), by.args), env: by.env})
			coffer.waitFor(by.shows)
			before := processOf(t, name, coffer.command.Process.Pid).time()
			if err := coffer.pty.Close(); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-coffer.ended:
				coffer.ended <- err
			case <-time.After(ends):
				t.Fatal("it is still there")
			}
			state := coffer.command.ProcessState
			if spent := state.UserTime() + state.SystemTime() - before; spent > spends {
				t.Errorf("it took %s of the processor to end", spent)
			}
		})
	}
}
