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
}

// Credentials of the bank's one team and account.
func (b *Bank) Credentials() Credentials {
	return Credentials{
		BaseURL:       b.BaseURL(),
		SpendKey:      b.identity.spendKey,
		TeamID:        b.identity.teamID,
		AccountID:     b.identity.accountID,
		WebhookSecret: b.webhookSecret(),
	}
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
	spendKey       string
	teamID         string
	accountID      string
	webhookSecret  string
	approvalSecret []byte
}

func (t *tx) loadIdentity() (identity, error) {
	var known identity
	var seed int64
	err := t.QueryRow(`SELECT seed, spend_key, team_id, account_id, webhook_secret, approval_secret FROM bank`).
		Scan(&seed, &known.spendKey, &known.teamID, &known.accountID, &known.webhookSecret, &known.approvalSecret)
	if errors.Is(err, sql.ErrNoRows) {
		return identity{}, nil
	}
	if err != nil {
		return identity{}, fmt.Errorf("load the bank's identity: %w", err)
	}
	known.seed = uint64(seed)
	return known, nil
}

func (t *tx) createIdentity(seed uint64, now time.Time) (identity, error) {
	t.seed = seed
	source := t.draw()
	created := identity{
		seed:          seed,
		spendKey:      "din_test_" + newToken(32, source),
		teamID:        newID("team_", now, source),
		accountID:     newID("agent_", now, source),
		webhookSecret: "whsec_" + newToken(32, source),
		// The one thing that no seed repeats: it guards a page that browsers
		// open, so nobody may be able to work it out.
		approvalSecret: make([]byte, 32),
	}
	if _, err := crand.Read(created.approvalSecret); err != nil {
		return identity{}, fmt.Errorf("make the approval secret: %w", err)
	}
	_, err := t.Exec(`INSERT INTO bank (only, seed, spend_key, team_id, account_id, webhook_secret, approval_secret, opened_at)
		VALUES (1, ?, ?, ?, ?, ?, ?, ?)`,
		int64(seed), created.spendKey, created.teamID, created.accountID,
		created.webhookSecret, created.approvalSecret, now.UnixMilli())
	if err != nil {
		return identity{}, fmt.Errorf("keep the bank's identity: %w", err)
	}
	return created, nil
}
