package credential

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// slowKeyring answers after a while, by the clock of the test.
type slowKeyring struct{ answers time.Duration }

func (k slowKeyring) Get(string) (string, error) {
	time.Sleep(k.answers)
	return "whsec_slow", nil
}

func (k slowKeyring) Set(string, string) error {
	time.Sleep(k.answers)
	return nil
}

func (k slowKeyring) Delete(string) error {
	time.Sleep(k.answers)
	return nil
}

func TestAKeyringMayTakeFiveSecondsAndNoMore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers, waits, passed time.Duration
		isDeaf                 bool
	}{
		"it answers":              {0, time.Hour, 0, false},
		"just in time":            {4999 * time.Millisecond, time.Hour, 4999 * time.Millisecond, false},
		"just too late":           {5001 * time.Millisecond, time.Hour, 5 * time.Second, true},
		"never, as far as counts": {time.Hour, 2 * time.Hour, 5 * time.Second, true},
		"less is waited":          {time.Hour, time.Second, time.Second, true},
	} {
		for call, ask := range map[string]func(Keyring) (string, error){
			"get":    func(k Keyring) (string, error) { return k.Get("key") },
			"set":    func(k Keyring) (string, error) { return "", k.Set("key", "text") },
			"delete": func(k Keyring) (string, error) { return "", k.Delete("key") },
		} {
			t.Run(name+", "+call, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithTimeout(t.Context(), c.waits)
					defer cancel()
					began := time.Now()
					_, err := askKeyring(ctx, slowKeyring{c.answers}, ask)
					if passed := time.Since(began); passed != c.passed || errors.Is(err, ErrNoKeyring) != c.isDeaf || (err != nil) != c.isDeaf {
						t.Errorf("after %v it is %v, want %v", passed, err, c.passed)
					}
					// The question that nobody waits for ends by itself.
					time.Sleep(c.answers)
				})
			})
		}
	}
}
