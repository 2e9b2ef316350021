package credential

import (
	"context"
	"errors"
	"io"

	"coffer/api"
	"coffer/api/webhook"
)

// LoginRequest is what Login works with.
type LoginRequest struct {
	// Profile and Account name the keyring's entry; "" for the only one.
	Profile, Account string
	// Key and Secret say what is asked for; neither means the key.
	Key, Secret bool
	// In is where the secret is read from: a terminal, without echo, or with
	// FromPipe one line each for what is asked for, key first.
	In io.Reader
	// FromPipe allows In to be no terminal.
	FromPipe bool
	// Out is for the prompts and what was done.
	Out io.Writer
	// Keyring keeps what was read; nil for the keyring of this system.
	Keyring Keyring
	// VerifyKey asks the bank about the key before it is stored, and
	// VerifySecret checks the secret; nil skips it.
	VerifyKey    func(ctx context.Context, key api.SpendKey) error
	VerifySecret func(ctx context.Context, secret webhook.Secret) error
}

// Login reads a spending key or webhook secret, checks it, and stores it in
// the keyring. Errors are *state.Problem and wrap ErrCredential; nothing is
// stored then.
func Login(ctx context.Context, request LoginRequest) error { return errors.New("not yet") }

// LogoutRequest is what Logout works with.
type LogoutRequest struct {
	Profile, Account string
	// Key and Secret say what is removed; neither means both.
	Key, Secret bool
	Out         io.Writer
	Keyring     Keyring
}

// Logout removes what Login stored. It is no error if there was nothing; Out
// says so.
func Logout(ctx context.Context, request LogoutRequest) error { return errors.New("not yet") }
