package sandbox

import (
	"net/http"
	"path/filepath"
	"testing"
)

func TestNobodyWorksOutAKeyOrSecretFromTheSeed(t *testing.T) {
	t.Parallel()
	change := func(config *Config) { config.Accounts = 2 }
	one, other := openBranch(t, change).bank.Credentials(), openBranch(t, change).bank.Credentials()
	if one.TeamID != other.TeamID || one.AccountID != other.AccountID {
		t.Error("the seed doesn't repeat the ids")
	}
	if one.WebhookSecret == other.WebhookSecret || one.SpendKey == other.SpendKey || one.Accounts[1].SpendKey == other.Accounts[1].SpendKey {
		t.Error("two banks of one seed have a key or a secret in common")
	}
}

// TestABankOfAnOlderVersionGetsKeysThatNobodyWorksOut opens a database as an
// older version left it, whose keys follow from the seed.
func TestABankOfAnOlderVersionGetsKeysThatNobodyWorksOut(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(config *Config) { config.Path, config.Accounts = filepath.Join(t.TempDir(), "bank.db"), 2 })
	b.mustSpend(1_200, "AWS", "one")
	before, balance := b.bank.Credentials(), b.balance()
	if _, err := b.bank.store.writer.Exec(`UPDATE bank SET repeatable = 1`); err != nil {
		t.Fatal(err)
	}
	b.reopen()
	after := b.bank.Credentials()
	if after.TeamID != before.TeamID || after.AccountID != before.AccountID || *b.balance().AvailableCents != *balance.AvailableCents {
		t.Error("it is another bank")
	}
	if after.WebhookSecret == before.WebhookSecret || after.SpendKey == before.SpendKey || after.Accounts[1].SpendKey == before.Accounts[1].SpendKey {
		t.Error("it keeps what everybody has")
	}
	for key, status := range map[string]int{
		before.SpendKey: http.StatusUnauthorized, before.SpendKey + readOnlySuffix: http.StatusUnauthorized,
		after.SpendKey: http.StatusOK, after.SpendKey + readOnlySuffix: http.StatusOK, after.SpendKey + revokedSuffix: http.StatusForbidden,
	} {
		if got := b.call(http.MethodGet, "/v1/balance", "", "Authorization", "Bearer "+key); got.status != status {
			t.Errorf("%s: %d, not %d", key, got.status, status)
		}
	}
	b.reopen()
	if b.bank.Credentials().SpendKey != after.SpendKey {
		t.Error("its key doesn't last")
	}
}

func TestTheBankAnswersUnderItsOwnNamesAlone(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	for host, status := range map[string]int{
		"": http.StatusOK, "localhost:1": http.StatusOK, "[::1]:1": http.StatusOK,
		"evil.example": http.StatusMisdirectedRequest, "127.0.0.1.evil.example:80": http.StatusMisdirectedRequest,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.server.URL+"/v1/balance", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+b.bank.Credentials().SpendKey)
		request.Host = host
		answer, err := b.server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode != status {
			t.Errorf("%q: %d, %v", host, answer.StatusCode, err)
		}
	}
}
