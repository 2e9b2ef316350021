package sandbox

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coffer/api"
)

// ofAccount is the branch as a client of another account sees it.
func (b *branch) ofAccount(place int) *branch {
	b.t.Helper()
	other := *b
	other.client = b.clientWith(b.bank.Credentials().Accounts[place].SpendKey)
	b.t.Cleanup(other.client.Close)
	return &other
}

func TestAccountsHaveABudgetAndAWalletEach(t *testing.T) {
	t.Parallel()
	first := openBranch(t, func(c *Config) { c.Accounts = 3 })
	second := first.ofAccount(1)
	before := *first.balance().AvailableCents
	spent := second.mustSpend(200_00, "AWS", "k1")
	if spent.Status != api.Approved {
		t.Fatalf("it is %s", spent.Status)
	}
	waits := second.mustSpend(600_00, "OpenAI", "k2")
	if told := second.balance(); *told.SpentCents != 200_00 || *told.PendingCents != 600_00 || *told.AvailableCents != before-200_00 {
		t.Errorf("the second account has %+v", told)
	}
	if told := first.balance(); *told.SpentCents != 0 || *told.PendingCents != 0 || *told.AvailableCents != before {
		t.Errorf("the first account has %+v", told)
	}
	if first.balance().AccountID == second.balance().AccountID || first.balance().TeamID != second.balance().TeamID {
		t.Error("the accounts are not two of one team")
	}
	if spends, _ := second.changes(); len(spends) != 2 || spends[0].AgentAccountID != second.balance().AccountID || spends[1].ID != waits.ID {
		t.Errorf("the second account's list is %+v", spends)
	}
	if spends, _ := first.changes(); len(spends) != 0 {
		t.Errorf("the first account's list is %+v", spends)
	}
}

func TestOneKeyNeitherReadsNorDecidesNorReplaysWhatIsAnothers(t *testing.T) {
	t.Parallel()
	first := openBranch(t, func(c *Config) { c.Accounts = 2 })
	second := first.ofAccount(1)
	ctx := context.Background()
	waits := first.mustSpend(600_00, "AWS", "the-same-key")
	if _, err := second.client.Spend(ctx, waits.ID); api.CodeOf(err) != api.CodeNotFound {
		t.Errorf("reading another's request is answered %v", err)
	}
	if _, err := second.client.DecideSpend(ctx, waits.ID, api.Decision{Decision: api.Approve}); api.CodeOf(err) != api.CodeNotFound {
		t.Errorf("deciding another's request is answered %v", err)
	}
	if again := second.mustSpend(600_00, "AWS", "the-same-key"); again.ID == waits.ID {
		t.Error("another's key replayed the request")
	}
	quoted := first.quote("USDC", "100", "ETH")
	if _, err := second.client.CheckPolicy(ctx, api.PolicyCheckRequest{
		TeamID: second.client.TeamID(), QuoteID: quoted.ID, SellToken: "USDC", BuyToken: "ETH", ExpectedBuyAmount: quoted.ExpectedBuyAmount,
	}); api.CodeOf(err) != api.CodeQuoteNotFound {
		t.Errorf("checking another's quote is answered %v", err)
	}
	if verdict := first.check(quoted, "USDC", "100", "ETH"); !verdict.Status.Allows() {
		t.Fatal(verdict.Reasons)
	}
	if _, err := second.execute(quoted, "theirs"); api.CodeOf(err) != api.CodeQuoteNotFound {
		t.Errorf("executing another's quote is answered %v", err)
	}
	done, err := first.execute(quoted, "ours")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.client.Swap(ctx, done.ID); api.CodeOf(err) != api.CodeNotFound {
		t.Errorf("reading another's swap is answered %v", err)
	}
	first.settle(10)
	if held := first.checkLedger(); held["wallet:USDC"].String() != "24900" || held["wallet@"+second.balance().AccountID+":USDC"].String() != "25000" {
		t.Errorf("the wallets hold %v", held)
	}
}

func TestTheApprovalPageSaysTheAccountAndItsBudget(t *testing.T) {
	t.Parallel()
	first := openBranch(t, func(c *Config) { c.Accounts = 2 })
	second := first.ofAccount(1)
	second.mustSpend(250_00, "OpenAI", "k0")
	waits := second.mustSpend(600_00, "AWS", "k1")
	page := first.call(http.MethodGet, strings.TrimPrefix(waits.ApprovalURL, first.server.URL), "")
	if !strings.Contains(page.body, second.balance().AccountID) || !strings.Contains(page.body, "$9,750.00") {
		t.Errorf("the page says %s", page.body)
	}
}

func TestAnAccountIsOpenedInABankThatHadFewerAndKeepsItsKey(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(c *Config) {
		c.Path, c.History = filepath.Join(t.TempDir(), "bank.db"), 40
	})
	before := b.bank.Credentials()
	b.config.Accounts = 2
	b.reopen()
	two := b.bank.Credentials()
	if len(before.Accounts) != 1 || len(two.Accounts) != 2 || two.SpendKey != before.SpendKey || two.Accounts[0] != before.Accounts[0] {
		t.Fatal("the first account is another one")
	}
	if told := b.ofAccount(1).balance(); *told.SpentCents != 0 || *told.AvailableCents != walletWithoutHistory {
		t.Errorf("the new account has %+v", told)
	}
	b.config.Accounts = 1
	b.reopen()
	if kept := b.bank.Credentials(); len(kept.Accounts) != 2 || kept.Accounts[1] != two.Accounts[1] {
		t.Error("the second account is gone")
	}
}

func TestThePastIsSharedOutAmongTheAccounts(t *testing.T) {
	t.Parallel()
	first := openBranch(t, func(c *Config) { c.Accounts, c.History = 2, 41 })
	for place, want := range []int{21, 20} {
		of := first.ofAccount(place)
		spends, _ := of.changes()
		if len(spends) != want || *of.balance().SpentCents == 0 || *of.balance().AvailableCents < 0 {
			t.Errorf("account %d has %d requests and %+v", place, len(spends), of.balance())
		}
	}
	first.checkLedger()
}

func TestThePlansVolumeIsTheWholeTeams(t *testing.T) {
	t.Parallel()
	rules := DefaultRules()
	rules.PlanVolumeCents = 300_00
	first := openBranch(t, func(c *Config) { c.Accounts, c.Rules = 2, rules })
	first.mustSpend(200_00, "AWS", "k1")
	if _, err := first.ofAccount(1).spend(200_00, "AWS", "k2"); api.CodeOf(err) != api.CodePlanSpendVolumeExceeded {
		t.Errorf("answered %v", err)
	}
}

func TestAgentsAreSpreadOverTheAccounts(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(c *Config) { c.Accounts, c.Agents = 2, 4 })
	agents, source, err := b.bank.hireAgents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, agent := range agents {
		t.Cleanup(agent.client.Close)
		if err := b.bank.actOnce(t.Context(), agent, source); err != nil {
			t.Fatal(err)
		}
		b.clock.Advance(time.Second)
	}
	for place := range 2 {
		if spends, _ := b.ofAccount(place).changes(); len(spends) != 2 {
			t.Errorf("account %d has %d requests", place, len(spends))
		}
	}
}

func TestABankOfBeforeThereWereSeveralAccountsKeepsItsOwn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bank.db")
	old, err := connect(path)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := newMigrations(old.writer.DB)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO bank (only, seed, spend_key, team_id, account_id, webhook_secret, approval_secret, opened_at)
			VALUES (1, 5, 'din_test_old', 'team_old', 'agent_old', 'whsec_0123456789abcdef', x'00', 1)`,
		`INSERT INTO entries (seq, id, at, kind, ref) VALUES (1, 'entry_1', 1, 'faucet', 'faucet_1')`,
		`INSERT INTO lines (entry, line, account, currency, amount, kind, at) VALUES
			(1, 1, 'equity:faucet', 'USD', '-70.00', 'faucet', 1), (1, 2, 'wallet', 'USD', '70.00', 'faucet', 1)`,
		`INSERT INTO spends (id, status, decision_reason, amount_cents, currency, merchant_name, reason, created_at, updated_at, change)
			VALUES ('req_old', 'needs_approval', '', 500, 'usd', 'AWS', 'GPU', 1, 1, 1)`,
	} {
		if _, err := old.writer.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := old.close(); err != nil {
		t.Fatal(err)
	}
	b := openBranch(t, func(c *Config) { c.Path, c.Accounts = path, 2 })
	if issued := b.bank.Credentials(); issued.SpendKey == "din_test_old" || issued.AccountID != "agent_old" || len(issued.Accounts) != 2 {
		t.Errorf("it is %+v", issued)
	}
	if told := b.balance(); *told.AvailableCents != 70_00 || *told.PendingCents != 5_00 {
		t.Errorf("it has %+v", told)
	}
	if _, err := b.client.Spend(t.Context(), "req_old"); err != nil {
		t.Error(err)
	}
}
