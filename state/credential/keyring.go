package credential

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// Keyring keeps texts by name. Get and Delete wrap ErrMissing for a name that
// it doesn't have; any error may wrap ErrNoKeyring. No error holds what was to
// be stored.
type Keyring interface {
	Get(entry string) (string, error)
	Set(entry, text string) error
	Delete(entry string) error
}

// keyringPatience is how long the keyring may say nothing.
const keyringPatience = 5 * time.Second

// keyringService is the name under which the keyring lists the entries.
const keyringService = "coffer"

// SystemKeyring is the keyring of this system: Keychain, the Windows
// Credential Manager, or a Secret Service over D-Bus.
func SystemKeyring() Keyring { return systemKeyring{reachable: keyringReachable} }

// systemKeyring asks whether there can be a keyring before it asks the library,
// which would otherwise start what is missing, and leave it running.
type systemKeyring struct{ reachable func() error }

func (k systemKeyring) Get(entry string) (string, error) {
	if err := k.reachable(); err != nil {
		return "", keyringError(err)
	}
	text, err := keyring.Get(keyringService, entry)
	return text, keyringError(err)
}

func (k systemKeyring) Set(entry, text string) error {
	if err := k.reachable(); err != nil {
		return keyringError(err)
	}
	return keyringError(keyring.Set(keyringService, entry, text))
}

func (k systemKeyring) Delete(entry string) error {
	if err := k.reachable(); err != nil {
		return keyringError(err)
	}
	return keyringError(keyring.Delete(keyringService, entry))
}

func keyringError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrMissing
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return errors.New("the keyring takes no text of this length")
	}
	return fmt.Errorf("%w (%s)", ErrNoKeyring, outside(err.Error()))
}

// silent is how many questions to the system's keyring got no answer in time
// and are still open. While there are any, nobody waits for it again: a second
// wait would double the time until it is said.
var silent atomic.Int32

// askKeyring asks a keyring, or the system's where it is nil. It doesn't wait
// longer than the context lasts: the keyring may be asking for a password on a
// screen that nobody sees.
func askKeyring[T any](ctx context.Context, chosen Keyring, ask func(Keyring) (T, error)) (T, error) {
	isSystem := chosen == nil
	if isSystem {
		chosen = SystemKeyring()
	}
	if isSystem && silent.Load() > 0 {
		var nothing T
		return nothing, deafError()
	}
	ctx, cancel := context.WithTimeout(ctx, keyringPatience)
	defer cancel()
	ended := make(chan struct{})
	value, err := within(ctx, func() (T, error) {
		defer close(ended)
		return ask(chosen)
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		return value, err
	}
	if isSystem {
		silent.Add(1)
		go func() {
			<-ended
			silent.Add(-1)
		}()
	}
	return value, deafError()
}

func deafError() error {
	return fmt.Errorf("%w (it didn't answer in time; it may be locked)", ErrNoKeyring)
}

// within doesn't wait for something that can't be called off longer than the
// context lasts.
func within[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		value, err := ask()
		answered <- answer{value, err}
	}()
	select {
	case got := <-answered:
		return got.value, got.err
	case <-ctx.Done():
		var nothing T
		return nothing, ctx.Err()
	}
}
