// Package treasury puts the parts of one treasury together on this machine:
// the data folder and its lock, the journal in it, the webhook receiver, and
// the engine over them.
//
// It never draws and never decides: what a person sees and does comes from the
// screens, what facts mean from package state.
package treasury

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"coffer/api"
	"coffer/api/secrets"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/journal"
)

// JournalFile is the name of the journal in the data folder.
const JournalFile = "journal.db"

// Options is what a treasury is made of.
type Options struct {
	Folder *Folder
	// Accounts are the keys of one team at one bank, at least one.
	Accounts []state.AccountKey
	// Receiver is nil when no webhooks are received.
	Receiver *Receiver
	// Secrets are what deliveries must be signed with.
	Secrets []webhook.Secret
	// ApprovalHosts are the hosts whose approval pages may be opened.
	ApprovalHosts []string
	// ApprovalPattern is as in state.Bank.
	ApprovalPattern string
	Clock           clockwork.Clock
	Location        *time.Location
	Log             *slog.Logger
	// Siblings are the data folders of other teams at the bank. What was
	// delivered there while the team was set wrong is taken in.
	Siblings []string
	// Errand is set where the treasury is opened for one thing only, by a
	// command: nothing else is asked for.
	Errand bool
}

// Treasury is an open treasury.
type Treasury struct {
	folder   *Folder
	clock    clockwork.Clock
	engine   *state.Engine
	journal  *journal.SQLite
	receiver *Receiver
	verifier webhook.Verifier
	log      *slog.Logger
	// takes is whether it takes over what commands do beside it.
	takes bool
	// siblings are the folders to look for our deliveries in.
	siblings []string
}

// Open opens the journal and reads what the first screen needs. Errors are
// *state.Problem where a person can do something about them.
func Open(ctx context.Context, options Options) (*Treasury, error) {
	opened, err := journal.Open(ctx, options.Folder.Path(JournalFile))
	if err != nil {
		return nil, journalProblem(options.Folder.Path(JournalFile), err)
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	for _, signing := range options.Secrets {
		secrets.Hold(signing.Reveal())
	}
	client := options.Accounts[0].Client
	if !client.ReadOnly() {
		if err := takeOver(ctx, options.Folder, opened, options.Log); err != nil {
			// It stays where it is, and the next start tries again.
			options.Log.Error("take over what commands did", "err", err)
		}
	}
	engine, err := state.NewEngine(ctx, state.Options{
		Accounts:  options.Accounts,
		Journal:   opened,
		Clock:     options.Clock,
		Location:  options.Location,
		Receiving: options.Receiver != nil,
		Log:       options.Log,
		Errand:    options.Errand,
		Bank: state.Bank{
			Environment:     client.Environment(),
			Host:            client.Host(),
			Team:            state.SafeID(client.TeamID()),
			ApprovalHosts:   options.ApprovalHosts,
			ApprovalPattern: options.ApprovalPattern,
			ReadOnly:        slices.ContainsFunc(options.Accounts, func(key state.AccountKey) bool { return key.Client.ReadOnly() }),
		},
	})
	if err != nil {
		return nil, errors.Join(journalProblem(options.Folder.Path(JournalFile), err), opened.Close())
	}
	return &Treasury{
		folder:   options.Folder,
		clock:    options.Clock,
		takes:    !options.Errand && !client.ReadOnly(),
		siblings: options.Siblings,
		engine:   engine,
		journal:  opened,
		receiver: options.Receiver,
		log:      options.Log,
		verifier: webhook.Verifier{Secrets: options.Secrets, Clock: bankClock{options.Clock, client}},
	}, nil
}

// bankClock is the bank's time. Deliveries are signed by it, so a clock that is
// wrong here must not make the receiver deaf.
type bankClock struct {
	clockwork.Clock
	client *api.Client
}

func (c bankClock) Now() time.Time { return c.Clock.Now().Add(c.client.ClockOffset()) }

// Engine is what the screens read and ask.
func (t *Treasury) Engine() *state.Engine { return t.engine }

// Run receives, polls and sends until the context ends. It may be called once.
func (t *Treasury) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return t.engine.Run(ctx) })
	if t.takes {
		group.Go(func() error { t.takeOverAll(ctx); return nil })
		group.Go(func() error { t.rereadSiblings(ctx); return nil })
	}
	if t.receiver != nil {
		handler := webhook.NewHandler(t.verifier, t.engine.Receive).OnRefused(t.refused).OnBelieved(Believe)
		group.Go(func() error { return t.receiver.Serve(ctx, handler, t.log) })
	}
	return group.Wait()
}

// refused notes a delivery that was turned away: a secret that isn't the bank's
// shows by nothing else.
func (t *Treasury) refused(why error) {
	kind := state.RefusedUnsigned
	for _, known := range refusalKinds {
		if errors.Is(why, known.err) {
			kind = known.kind
		}
	}
	t.engine.RefusedWebhook(kind)
}

// refusalKinds say which kind of refusal an error is; any other is RefusedUnsigned.
var refusalKinds = []struct {
	err  error
	kind state.RefusalKind
}{
	{webhook.ErrWrongSignature, state.RefusedWrong},
	{webhook.ErrStaleSignature, state.RefusedStale},
	{webhook.ErrRepeatedHeader, state.RefusedHeaders},
	{webhook.ErrEventIDMismatch, state.RefusedHeaders},
	{webhook.ErrEventTypeMismatch, state.RefusedHeaders},
	{webhook.ErrTooLarge, state.RefusedSize},
	{webhook.ErrBrokeOff, state.RefusedBrokenOff},
}

// Close closes the journal. Run must have returned.
func (t *Treasury) Close() error { return t.journal.Close() }

func journalProblem(path string, err error) error {
	var known *state.Problem
	if errors.As(err, &known) {
		return known
	}
	if foreign := state.ExplainAccess(err); foreign != nil {
		return foreign
	}
	if errors.Is(err, journal.ErrCorrupt) {
		return &state.Problem{
			Happened: fmt.Sprintf("The journal %s is damaged and can't be read.", path),
			Meaning:  "No money moved; what the bank holds is not touched by this.",
			Advice:   "Move the file away, or put a copy back, and start again; --data-dir starts in another folder.",
			Cause:    err,
		}
	}
	return &state.Problem{
		Happened: fmt.Sprintf("The journal %s can't be opened: %s.", path, reasonOf(err)),
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   "Check the folder's permissions and the space on the disk, or choose another with --data-dir.",
		Cause:    err,
	}
}
