package credential

import "coffer/api"

// Account is a named spending key.
type Account struct {
	// Name is "" where there is one key only.
	Name string
	Key  api.SpendKey
}

// CheckEnvironment refuses keys that don't fit: a key that isn't of the
// promised environment ("sandbox", "test", "live"; "" promises nothing), test
// keys beside live ones, and a key that would travel in the clear to baseURL
// ("" for the bank's own address). Errors are *state.Problem and wrap
// ErrCredential; one about kinds of keys wraps ErrMismatch too.
func CheckEnvironment(profile, promised, baseURL string, accounts []Account) error { return nil }
