package sandbox

import (
	"context"
	"fmt"
	"time"
)

// account is one agent account of the team. It has a key, a budget and wallets
// of its own, and knows nothing of the others' requests.
type account struct {
	// number counts the accounts from 1, in the order of their opening.
	number int
	id     string
	key    string
}

// wallet is the ledger's account of the dollars; walletOf that of a token. The
// first account's are plainly "wallet", as in a bank that has no other.
func (a account) wallet() string {
	if a.number <= 1 {
		return walletAccount
	}
	return walletAccount + "@" + a.id
}

func (a account) walletOf(token string) string { return a.wallet() + ":" + token }

// accountNumbered is the account with that number; every record has one.
func (b *Bank) accountNumbered(number int) account { return b.accounts[number-1] }

type callerKey struct{}

// withCaller notes whose key a request came with.
func withCaller(ctx context.Context, caller account) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

// callerOf is the account whose key a request came with.
func callerOf(ctx context.Context) account {
	caller, _ := ctx.Value(callerKey{}).(account)
	return caller
}

func (t *tx) loadAccounts() ([]account, error) {
	return queryAll(t, func(row interface{ Scan(...any) error }) (account, error) {
		var known account
		if err := row.Scan(&known.number, &known.id, &known.key); err != nil {
			return account{}, fmt.Errorf("load the accounts: %w", err)
		}
		return known, nil
	}, `SELECT number, id, spend_key FROM accounts ORDER BY number`)
}

// openAccount opens one more account.
func (t *tx) openAccount(number int, now time.Time) (account, error) {
	source := t.draw()
	opened := account{number: number, key: newSpendKey(), id: newID("agent_", now, source)}
	return opened, t.insertAccount(opened)
}

func (t *tx) insertAccount(opened account) error {
	_, err := t.Exec(`INSERT INTO accounts (number, id, spend_key) VALUES (?, ?, ?)`, opened.number, opened.id, opened.key)
	if err != nil {
		return fmt.Errorf("keep an account: %w", err)
	}
	return nil
}
