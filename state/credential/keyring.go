package credential

import (
	"context"
	"errors"

	"github.com/zalando/go-keyring"
)

// Keyring keeps texts by name. Get and Delete wrap ErrMissing for a name that
// it doesn't have; any error may wrap ErrNoKeyring.
type Keyring interface {
	Get(entry string) (string, error)
	Set(entry, text string) error
	Delete(entry string) error
}

// keyringService is the name under which the keyring lists the entries.
const keyringService = "coffer"

// SystemKeyring is the keyring of this system: Keychain, the Windows
// Credential Manager, or a Secret Service over D-Bus.
func SystemKeyring() Keyring { return systemKeyring{} }

type systemKeyring struct{}

func (systemKeyring) Get(entry string) (string, error) {
	text, err := keyring.Get(keyringService, entry)
	return text, keyringError(err)
}

func (systemKeyring) Set(entry, text string) error {
	return keyringError(keyring.Set(keyringService, entry, text))
}

func (systemKeyring) Delete(entry string) error {
	return keyringError(keyring.Delete(keyringService, entry))
}

// keyringError keeps the library's own words only where they can't hold what
// was to be stored: it is handed the secret.
func keyringError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrMissing
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return errors.New("the keyring takes no text of this length")
	}
	return errors.Join(ErrNoKeyring, errors.New(Redact(err.Error())))
}

func (r Resolver) keyring() Keyring {
	if r.Keyring == nil {
		return SystemKeyring()
	}
	return r.Keyring
}

// readKeyring doesn't wait longer than the context: a keyring may ask for a
// password on a screen that nobody sees.
func (r Resolver) readKeyring(ctx context.Context, source Source) (string, error) {
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := r.keyring().Get(source.place)
		answered <- answer{text, err}
	}()
	select {
	case got := <-answered:
		return got.text, got.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
