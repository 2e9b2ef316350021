package state

import (
	"context"

	"github.com/jonboulle/clockwork"
	"github.com/shopspring/decimal"

	"coffer/api"
)

// Desk asks the bank what it holds now. It has no journal, so it can ask for
// nothing to be done. It is safe for concurrent use. Errors explain themselves
// through Explain.
type Desk struct {
	accounts []AccountKey
	clock    clockwork.Clock
}

// NewDesk asks with the keys, at least one, of one team at one bank.
func NewDesk(accounts []AccountKey, clock clockwork.Clock) *Desk {
	return &Desk{accounts: accounts, clock: clock}
}

// Bank is who is asked, as far as it has said.
func (d *Desk) Bank() Bank {
	client := d.accounts[0].Client
	return Bank{
		Environment: client.Environment(),
		Host:        client.Host(),
		Team:        SafeID(client.TeamID()),
		ReadOnly:    client.ReadOnly(),
	}
}

// Identify asks the bank who it is, where only the bank can tell. Without an
// answer Bank tells what the keys say. Errors explain themselves.
func (d *Desk) Identify(ctx context.Context) error {
	if err := d.accounts[0].Client.Identify(ctx); err != nil {
		return ExplainRead(err)
	}
	return nil
}

// Accounts are the names of the keys, in the order of the config; one key may
// have none.
func (d *Desk) Accounts() []string {
	names := make([]string, len(d.accounts))
	for i, account := range d.accounts {
		names[i] = account.Name
	}
	return names
}

// Balance is the budget and balance context of an account by the name of its
// key; "" is the only or the first one.
func (d *Desk) Balance(ctx context.Context, account string) (*Balance, error) {
	client, err := d.client(account)
	if err != nil {
		return nil, err
	}
	answer, err := client.Balance(ctx)
	if err != nil {
		return nil, ExplainRead(err)
	}
	return ObserveBalance(answer, d.now()).Balance, nil
}

// Spend is one spend request, whichever of the keys may see it.
func (d *Desk) Spend(ctx context.Context, id string) (*Spend, error) {
	id, err := bankID(id)
	if err != nil {
		return nil, err
	}
	return anyOf(d, func(client *api.Client) (*Spend, error) {
		answer, err := client.Spend(ctx, id)
		if err != nil {
			return nil, err
		}
		return ObserveSpend(answer, SourcePoll, d.now()).Spend, nil
	})
}

// Swap is one swap, whichever of the keys may see it. The bank doesn't tell
// the terms of a swap, so they are nil.
func (d *Desk) Swap(ctx context.Context, id string) (*Swap, error) {
	id, err := bankID(id)
	if err != nil {
		return nil, err
	}
	return anyOf(d, func(client *api.Client) (*Swap, error) {
		answer, err := client.Swap(ctx, id)
		if api.NoSuchPath(err) {
			return nil, noSwapAPI(err)
		}
		if err != nil {
			return nil, err
		}
		return ObserveSwap(answer, nil, SourcePoll, d.now()).Swap, nil
	})
}

// Quote asks for a price. It moves nothing.
func (d *Desk) Quote(ctx context.Context, request QuoteRequest) (*SwapTerms, error) {
	client, err := d.client(request.Account)
	if err != nil {
		return nil, err
	}
	return quote(ctx, client, d.clock, request)
}

// Close drops idle connections.
func (d *Desk) Close() error {
	for _, account := range d.accounts {
		account.Client.Close()
	}
	return nil
}

func (d *Desk) now() Moment { return MomentOf(d.clock.Now()) }

// HasKey reports whether there is a key for the account of that name; "" is the
// only or the first one. Errors: *Problem, which wraps ErrNoKey.
func (d *Desk) HasKey(account string) error {
	_, err := d.client(account)
	return err
}

func (d *Desk) client(name string) (*api.Client, error) {
	if name == "" {
		return d.accounts[0].Client, nil
	}
	for _, account := range d.accounts {
		if account.Name == name {
			return account.Client, nil
		}
	}
	return nil, noKeyFor(name)
}

// anyOf asks with one key after the other until one may see the record.
func anyOf[T any](d *Desk, ask func(*api.Client) (*T, error)) (*T, error) {
	var err error
	for _, account := range d.accounts {
		var found *T
		if found, err = ask(account.Client); err == nil {
			return found, nil
		}
		if api.CodeOf(err) != api.CodeNotFound {
			break
		}
	}
	return nil, ExplainRead(err)
}

// quote asks for a price.
func quote(ctx context.Context, client *api.Client, clock clockwork.Clock, request QuoteRequest) (*SwapTerms, error) {
	amount, err := decimal.NewFromString(request.SellAmount)
	if err != nil || !amount.IsPositive() {
		return nil, &Problem{Happened: "The amount must be a number above zero."}
	}
	if err := hasTeam(ctx, client); err != nil {
		return nil, err
	}
	answer, err := client.Quote(ctx, api.QuoteRequest{
		TeamID:     client.TeamID(),
		SellToken:  request.SellToken,
		BuyToken:   request.BuyToken,
		SellAmount: amount,
	})
	if err != nil {
		return nil, explainQuote(err)
	}
	terms := termsOf(answer.Value, request.SellToken, amount, request.BuyToken)
	terms.arrive(clock.Now(), client.ClockOffset())
	return terms, nil
}
