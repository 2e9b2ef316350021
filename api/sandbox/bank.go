// Package sandbox is a whole Dino-compatible bank with test money: spend
// requests and their policy, a double-entry ledger, swaps that settle, signed
// webhooks, an approval page, and agents that use it. It answers over real
// HTTP, keeps everything in SQLite, takes all time from an injected clock and
// everything random from its seed, so that a seed repeats a run; but for its keys
// and secrets, which come from the system and are kept in its database.
//
// It never knows the dashboard, and it never holds real money: a din_live_ key
// is refused.
//
// Besides each key that Credentials hands out, two keys derived from it exist
// so that every answer can be reached: with "_revoked" appended it is a
// revoked key, with "_readonly" appended it may only read. The request header
// Dino-Sandbox-Fault, with a code of the catalogue as its value, makes the
// bank answer with that error before it does anything. A swap that sells an
// amount whose digits end in 13 fails on chain. The headers Dino-Sandbox-Quote
// and Dino-Sandbox-Policy wish for a price, a deadline and a verdict. A spend request that nobody
// decides within 24 hours is cancelled. In swap requests the documents'
// placeholder team_xxx stands for the key's own team.
package sandbox

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"coffer/api/webhook"
)

const (
	// DefaultQuoteTTL is how long a quote is firm.
	DefaultQuoteTTL = 30 * time.Second
	// DefaultCallsPerMinute is the rate limit of a key; a whole minute's calls
	// may come at once.
	DefaultCallsPerMinute = 600
)

// Config is what a Bank is made of. The zero value is a bank in memory with
// no history, agents or webhooks.
type Config struct {
	// Path is the database file; "" keeps the bank in memory.
	Path string
	// Seed repeats a run. A bank opened again keeps the seed it began with.
	Seed uint64
	// Clock is the real one when nil.
	Clock clockwork.Clock
	// BaseURL is what approval URLs begin with, and where the agents call; it
	// can be set later with SetBaseURL.
	BaseURL string
	// WebhookURL receives the events; "" means no webhooks.
	WebhookURL string
	// WebhookSecret signs them; when zero the bank makes one and keeps it.
	WebhookSecret webhook.Secret
	// QuoteTTL is DefaultQuoteTTL when 0.
	QuoteTTL time.Duration
	// History is how many past requests a new bank opens with.
	History int
	// Accounts is how many agent accounts the team has; 1 when 0. A bank opened
	// again keeps those that it has, and opens what is missing.
	Accounts int
	// Agents is how many named agents create spends while the bank runs.
	Agents int
	// CallsPerMinute is DefaultCallsPerMinute when 0.
	CallsPerMinute int
	// Rules is DefaultRules when zero.
	Rules Rules
	// Middleware wraps everything that Handler serves, so that a test can put
	// faults in the way.
	Middleware func(http.Handler) http.Handler
	// Log gets what goes wrong in the background; nil discards it.
	Log *slog.Logger
}

// Bank is an open bank. It is safe for concurrent use.
type Bank struct {
	config   Config
	clock    clockwork.Clock
	rules    Rules
	log      *slog.Logger
	store    *store
	identity identity
	// accounts are in the order of their numbers; there is at least one.
	accounts []account
	seed     uint64
	limits   *callLimits
	traces   *traceIDs
	wakeups

	mu      sync.Mutex
	baseURL string
}

// Open opens the bank at config.Path, or creates it with its history. A bank
// opened again keeps its key, team, account, secret and ledger. Errors:
// ErrInUse when another process has it open, or the database's own.
func Open(ctx context.Context, config Config) (*Bank, error) {
	config = config.withDefaults()
	opened, err := openStore(ctx, config.Path)
	if err != nil {
		return nil, err
	}
	bank := &Bank{
		config:  config,
		clock:   config.Clock,
		rules:   config.Rules,
		log:     config.Log,
		store:   opened,
		baseURL: strings.TrimRight(config.BaseURL, "/"),
		limits:  newCallLimits(config.Clock, config.CallsPerMinute),
		wakeups: newWakeups(),
	}
	if err := bank.begin(ctx); err != nil {
		return nil, fmt.Errorf("open the bank: %w", closeAfter(opened, err))
	}
	return bank, nil
}

// Close releases the database. Run must have returned.
func (b *Bank) Close() error { return b.store.close() }

// Run delivers webhooks, settles swaps, cancels what nobody decided, and lets
// the agents work. It returns when ctx ends, with no goroutine left behind.
func (b *Bank) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return b.settle(ctx) })
	if b.config.WebhookURL != "" {
		group.Go(func() error { return newDispatcher(b).run(ctx) })
	}
	if b.config.Agents > 0 {
		group.Go(func() error { return b.runAgents(ctx) })
	}
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// SetBaseURL says where the bank is reached, once its listener is known.
func (b *Bank) SetBaseURL(baseURL string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.baseURL = strings.TrimRight(baseURL, "/")
}

// BaseURL is where the bank is reached.
func (b *Bank) BaseURL() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.baseURL
}

// begin loads who the bank is, or makes it up together with its past, in one
// transaction: a bank without its history is never seen.
func (b *Bank) begin(ctx context.Context) error {
	err := b.store.write(ctx, func(t *tx) error {
		known, err := t.loadIdentity()
		if err != nil {
			return err
		}
		if known.teamID == "" {
			return b.found(t)
		}
		b.identity = known
		if b.accounts, err = t.loadAccounts(); err != nil {
			return err
		}
		if known.repeatable {
			if err := t.renewSecrets(&b.identity, b.accounts); err != nil {
				return err
			}
		}
		return b.openMissingAccounts(t)
	})
	if err != nil {
		return err
	}
	b.seed = b.identity.seed
	return b.store.write(ctx, func(t *tx) error {
		b.traces = newTraceIDs(t.draw())
		return nil
	})
}

// found makes up the bank, its accounts and their past.
func (b *Bank) found(t *tx) error {
	made, first, err := t.createIdentity(b.config.Seed, b.clock.Now())
	if err != nil {
		return err
	}
	b.identity, b.accounts = made, []account{first}
	for number := 2; number <= b.config.Accounts; number++ {
		opened, err := t.openAccount(number, b.clock.Now())
		if err != nil {
			return err
		}
		b.accounts = append(b.accounts, opened)
	}
	return b.openBooks(t)
}

// openMissingAccounts opens what was asked for and isn't there yet. A new
// account of an old bank has no past.
func (b *Bank) openMissingAccounts(t *tx) error {
	now := b.clock.Now()
	for number := len(b.accounts) + 1; number <= b.config.Accounts; number++ {
		opened, err := t.openAccount(number, now)
		if err != nil {
			return err
		}
		if err := t.fund(opened, nil, now); err != nil {
			return err
		}
		b.accounts = append(b.accounts, opened)
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.Clock == nil {
		c.Clock = clockwork.NewRealClock()
	}
	if c.QuoteTTL == 0 {
		c.QuoteTTL = DefaultQuoteTTL
	}
	if c.Accounts == 0 {
		c.Accounts = 1
	}
	if c.CallsPerMinute == 0 {
		c.CallsPerMinute = DefaultCallsPerMinute
	}
	if c.Rules.isZero() {
		c.Rules = DefaultRules()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}
