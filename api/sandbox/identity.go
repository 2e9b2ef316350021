package sandbox

import (
	crand "crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Credentials is what a client needs to use the bank. It holds secrets: it is
// for the first line of stdout and for the wiring of the embedded bank.
type Credentials struct {
	BaseURL       string `json:"base_url"`
	SpendKey      string `json:"spend_key"`
	TeamID        string `json:"team_id"`
	AccountID     string `json:"account_id"`
	WebhookSecret string `json:"webhook_secret"`
	// Accounts are all accounts of the team; SpendKey and AccountID above are
	// those of the first.
	Accounts []AccountCredentials `json:"accounts"`
}

// AccountCredentials is what a client needs to act for one account. It holds a
// secret, too.
type AccountCredentials struct {
	AccountID string `json:"account_id"`
	SpendKey  string `json:"spend_key"`
}

// Credentials of the bank's one team and its accounts.
func (b *Bank) Credentials() Credentials {
	issued := Credentials{
		BaseURL:       b.BaseURL(),
		SpendKey:      b.accounts[0].key,
		TeamID:        b.identity.teamID,
		AccountID:     b.accounts[0].id,
		WebhookSecret: b.webhookSecret(),
	}
	for _, opened := range b.accounts {
		issued.Accounts = append(issued.Accounts, AccountCredentials{AccountID: opened.id, SpendKey: opened.key})
	}
	return issued
}

// LastAddress is the host:port that the bank listened on last, or "".
func (b *Bank) LastAddress() (string, error) {
	var address string
	if err := b.store.reader.QueryRow(`SELECT address FROM bank`).Scan(&address); err != nil {
		return "", fmt.Errorf("read the last address: %w", err)
	}
	return address, nil
}

// RememberAddress keeps the host:port for the next opening.
func (b *Bank) RememberAddress(address string) error {
	if _, err := b.store.writer.Exec(`UPDATE bank SET address = ?`, address); err != nil {
		return fmt.Errorf("keep the address: %w", err)
	}
	return nil
}

func (b *Bank) webhookSecret() string {
	if b.config.WebhookSecret.IsZero() {
		return b.identity.webhookSecret
	}
	return b.config.WebhookSecret.Reveal()
}

// identity is who the bank is, for as long as its database lasts.
type identity struct {
	seed           uint64
	teamID         string
	webhookSecret  string
	approvalSecret []byte
	// repeatable is set for one that an older version made: its key and secret
	// follow from the seed, so that everybody has them.
	repeatable bool
}

func (t *tx) loadIdentity() (identity, error) {
	var known identity
	var seed int64
	err := t.QueryRow(`SELECT seed, team_id, webhook_secret, approval_secret, repeatable FROM bank`).
		Scan(&seed, &known.teamID, &known.webhookSecret, &known.approvalSecret, &known.repeatable)
	if errors.Is(err, sql.ErrNoRows) {
		return identity{}, nil
	}
	if err != nil {
		return identity{}, fmt.Errorf("load the bank's identity: %w", err)
	}
	known.seed = uint64(seed)
	return known, nil
}

// createIdentity makes up who the bank is, and its first account. What opens it
// is what no seed repeats: other users of the machine know the seed, too.
func (t *tx) createIdentity(seed uint64, now time.Time) (identity, account, error) {
	t.seed = seed
	source := t.draw()
	first := account{number: 1, key: newSpendKey()}
	team := newID("team_", now, source)
	first.id = newID("agent_", now, source)
	created := identity{seed: seed, teamID: team, webhookSecret: newWebhookSecret(), approvalSecret: make([]byte, 32)}
	_, _ = crand.Read(created.approvalSecret)
	_, err := t.Exec(`INSERT INTO bank (only, seed, team_id, webhook_secret, approval_secret, opened_at, repeatable)
		VALUES (1, ?, ?, ?, ?, ?, 0)`,
		int64(seed), created.teamID, created.webhookSecret, created.approvalSecret, now.UnixMilli())
	if err != nil {
		return identity{}, account{}, fmt.Errorf("keep the bank's identity: %w", err)
	}
	return created, first, t.insertAccount(first)
}

// renewSecrets gives a bank that an older version made keys and a secret that
// nobody can work out.
func (t *tx) renewSecrets(known *identity, accounts []account) error {
	for i := range accounts {
		accounts[i].key = newSpendKey()
		if _, err := t.Exec(`UPDATE accounts SET spend_key = ? WHERE number = ?`, accounts[i].key, accounts[i].number); err != nil {
			return fmt.Errorf("renew a spending key: %w", err)
		}
	}
	known.webhookSecret, known.repeatable = newWebhookSecret(), false
	if _, err := t.Exec(`UPDATE bank SET webhook_secret = ?, repeatable = 0`, known.webhookSecret); err != nil {
		return fmt.Errorf("renew the webhook secret: %w", err)
	}
	return nil
}

func newSpendKey() string { return "din_test_" + secretToken() }

func newWebhookSecret() string { return "whsec_" + secretToken() }

// secretToken is 160 bits of the system's randomness, as 32 letters.
func secretToken() string {
	token := make([]byte, 32)
	_, _ = crand.Read(token) // it never fails
	for i := range token {
		token[i] = crockford[token[i]&31]
	}
	return string(token)
}
