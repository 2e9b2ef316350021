package state

import "context"

// Treasury is all that screens and commands may ask of a running treasury.
// Reading is immediate; everything that takes a context may take time. Errors
// explain themselves through Explain.
type Treasury interface {
	// View is the Book now.
	View() *View
	// Subscribe wakes the channel after changes, at most once a frame. The
	// returned function ends it.
	Subscribe() (<-chan struct{}, func())
	// LookAt names the records on screen, which are polled first. It never blocks.
	LookAt(ids []string)
	// Refresh polls what is open and the balance at once. It never blocks.
	Refresh()

	// AskSpend puts the intent on disk and sends it. It returns the intent's id
	// as soon as it is on disk; what became of it shows in View.Intents.
	AskSpend(ctx context.Context, who string, request SpendRequest) (string, error)
	// Decide approves or declines in the sandbox.
	Decide(ctx context.Context, who, spendID string, decision Decision) error
	// ApprovalOpened notes that a person opened the approval page.
	ApprovalOpened(ctx context.Context, who, spendID string) error
	// Track follows a spend request or a swap that was not created here.
	Track(ctx context.Context, who, id string) error

	// Quote asks for a price.
	Quote(ctx context.Context, request QuoteRequest) (*SwapTerms, error)
	// CheckPolicy asks for the verdict on a quote and returns its terms with it.
	CheckPolicy(ctx context.Context, terms *SwapTerms) (*SwapTerms, error)
	// Execute puts the confirmed intent on disk and sends it. It returns the
	// intent's id as soon as it is on disk; what became of it shows in
	// View.Intents and, by the intent's Subject, in View.Swap.
	Execute(ctx context.Context, who string, terms *SwapTerms) (string, error)
	// Retry sends an unresolved intent again with its own key, because a person
	// decided so.
	Retry(ctx context.Context, who, intentID string) error
	// Unlock lifts the lock that an unknown outcome keeps on its token, because
	// a person decided so and says why.
	Unlock(ctx context.Context, who, intentID, why string) error

	// Trail is every entry about a record, oldest first.
	Trail(ctx context.Context, subject string) ([]Entry, error)
}

var (
	_ Treasury = (*Engine)(nil)
	_ Treasury = (*Follower)(nil)
)
