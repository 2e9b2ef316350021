package state

import "context"

// LookAt does nothing: a follower polls no bank.
func (f *Follower) LookAt([]string) {}

// Refresh does nothing: a follower polls no bank.
func (f *Follower) Refresh() {}

// AskSpend returns ErrReadOnly, as does everything that would do something.
func (f *Follower) AskSpend(context.Context, string, SpendRequest) (string, error) {
	return "", ErrReadOnly
}

// Decide returns ErrReadOnly.
func (f *Follower) Decide(context.Context, string, string, Decision) error { return ErrReadOnly }

// ApprovalOpened returns ErrReadOnly.
func (f *Follower) ApprovalOpened(context.Context, string, string) error { return ErrReadOnly }

// Track returns ErrReadOnly.
func (f *Follower) Track(context.Context, string, string) error { return ErrReadOnly }

// Quote returns ErrReadOnly.
func (f *Follower) Quote(context.Context, QuoteRequest) (*SwapTerms, error) {
	return nil, ErrReadOnly
}

// CheckPolicy returns ErrReadOnly.
func (f *Follower) CheckPolicy(context.Context, *SwapTerms) (*SwapTerms, error) {
	return nil, ErrReadOnly
}

// Execute returns ErrReadOnly.
func (f *Follower) Execute(context.Context, string, *SwapTerms) (string, error) {
	return "", ErrReadOnly
}

// Unlock returns ErrReadOnly.
func (f *Follower) Unlock(context.Context, string, string, string) error { return ErrReadOnly }

// Retry returns ErrReadOnly.
func (f *Follower) Retry(context.Context, string, string) error { return ErrReadOnly }
