package export

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"
	"github.com/shopspring/decimal"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/treasury"
)

// patience is how long a test waits for what happens within milliseconds.
const patience = 30 * time.Second

// town is a real bank over real HTTP, on a clock of its own, and what goes on
// in it.
type town struct {
	t      *testing.T
	bank   *sandbox.Bank
	clock  *clockwork.FakeClock
	client *api.Client
	chance *rand.Rand
	folder string
}

func newTown(t *testing.T, seed uint64) *town {
	t.Helper()
	clock := clockwork.NewFakeClockAt(time.Date(2026, 5, 14, 15, 0, 0, 0, time.UTC))
	rules := sandbox.DefaultRules()
	rules.PlanVolumeCents, rules.MonthlyBudgetCents = 1_000_000_000_00, 1_000_000_000_00
	rules.SwapDailyLimitUSD = decimal.New(1, 12)
	bank, err := sandbox.Open(t.Context(), sandbox.Config{Seed: seed, Clock: clock, Rules: rules, CallsPerMinute: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := bank.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- bank.ServeOn(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("the bank ended with %v", err)
		}
		if err := bank.Close(); err != nil {
			t.Error(err)
		}
	})
	made := &town{t: t, bank: bank, clock: clock, chance: rand.New(rand.NewPCG(seed, 1)), folder: t.TempDir()}
	key, err := api.ParseSpendKey(bank.Credentials().SpendKey)
	if err != nil {
		t.Fatal(err)
	}
	made.client, err = api.New(api.Config{
		BaseURL: bank.Credentials().BaseURL, Key: key, TeamID: bank.Credentials().TeamID,
		Pace: api.NewPace(clockwork.NewRealClock(), 1_000_000),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.client.Close)
	if _, err := made.client.Faucet(t.Context(), api.FaucetRequest{AmountCents: 1_000_000_00}); err != nil {
		t.Fatal(err)
	}
	return made
}

// merchants are hostile to one format or another.
var merchants = []string{
	"OpenAI", "LinkedIn Ads", "=HYPERLINK(\"http://evil\",\"x\")", "+1 (555) 0100", "-2+3", "@SUM(A1)", "'quoted'", "A|B; C",
	`back\slash "quote"`, "Пётр и Ко", "日本語", "a, swap_id:forged", "date:2020-13-45", "[2020-99-99]", "(code) *", "100%25 wool",
	"! ; comment", "<<EOF", "${x}", "Assets:Coffer:Wallet:USD  5 USD", "emoji 🦖", "tab\tand\nnewline", "#tag ^link",
}

func (w *town) spend() {
	w.t.Helper()
	cents := w.chance.Int64N(249_99) + 1
	if w.chance.IntN(5) == 0 {
		cents = 250_01 + w.chance.Int64N(300_00)
	}
	merchant := merchants[w.chance.IntN(len(merchants))]
	if w.chance.IntN(20) == 0 {
		merchant = "Casino Royale"
	}
	answer, err := w.client.CreateSpend(w.t.Context(), api.SpendRequest{
		AmountCents: cents, Currency: "usd", MerchantName: merchant, Reason: "for " + merchants[w.chance.IntN(len(merchants))],
	}, uuid.NewString())
	if err != nil {
		w.t.Fatal(err)
	}
	if answer.Value.Status == api.NeedsApproval {
		w.decide(answer.Value.ID)
	}
}

func (w *town) decide(id string) {
	w.t.Helper()
	word := []string{"", api.Approve, api.Decline}[w.chance.IntN(3)]
	if word == "" {
		return
	}
	w.clock.Advance(time.Duration(w.chance.IntN(60_000)) * time.Millisecond)
	if _, err := w.client.DecideSpend(w.t.Context(), id, api.Decision{Decision: word, Reason: "looked at it"}); err != nil {
		w.t.Fatal(err)
	}
}

// trade is a random pair with an amount of all the decimals that the token has.
func (w *town) trade() (sell, amount, buy string) {
	tokens := api.Tokens()
	w.chance.Shuffle(len(tokens), func(i, j int) { tokens[i], tokens[j] = tokens[j], tokens[i] })
	most := map[string]int64{"USDC": 40, "USDT": 10, "DAI": 10}[tokens[0].Symbol]
	whole := int64(0)
	if most > 0 {
		whole = w.chance.Int64N(most) + 1
	}
	places := w.chance.IntN(int(tokens[0].Precision)) + 1
	text := fmt.Sprintf("%d.000", whole)
	for range places - 3 {
		text += fmt.Sprint(w.chance.IntN(10))
	}
	if whole == 0 {
		text = "0.0021" + fmt.Sprint(w.chance.IntN(9_000)+1_000)
	}
	if w.chance.IntN(15) == 0 && len(text) > 4 {
		// The sandbox fails these on chain.
		text = text[:len(text)-2] + "13"
	}
	return tokens[0].Symbol, text, tokens[1].Symbol
}

// swap makes one, unless the wallet holds too little for it.
func (w *town) swap() (made bool) {
	w.t.Helper()
	ctx := w.t.Context()
	sell, amount, buy := w.trade()
	selling := decimal.RequireFromString(amount)
	quoted, err := w.client.Quote(ctx, api.QuoteRequest{TeamID: w.client.TeamID(), SellToken: sell, BuyToken: buy, SellAmount: selling})
	if err != nil {
		w.t.Fatalf("%s %s: %v", amount, sell, err)
	}
	checked, err := w.client.CheckPolicy(ctx, api.PolicyCheckRequest{
		TeamID: w.client.TeamID(), QuoteID: quoted.Value.ID, SellToken: sell, BuyToken: buy,
		SellAmount: selling, ExpectedBuyAmount: quoted.Value.ExpectedBuyAmount,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if !checked.Value.Status.Allows() {
		return false
	}
	_, err = w.client.Execute(ctx, api.ExecuteRequest{
		TeamID: w.client.TeamID(), QuoteID: quoted.Value.ID,
		ConfirmationToken: "confirm_" + uuid.NewString(), IdempotencyKey: "idemp_" + uuid.NewString(),
	}, time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	return true
}

// live makes n random spends and swaps, over some days.
func (w *town) live(n int) {
	w.t.Helper()
	for n > 0 {
		if w.chance.IntN(2) == 0 {
			w.spend()
			n--
		} else if w.swap() {
			n--
		}
		w.clock.Advance(time.Duration(w.chance.IntN(300_000)) * time.Millisecond)
	}
}

// settled lets time pass until no swap is under way, and counts what there is.
func (w *town) settled() (spends, swaps int) {
	w.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		var open int
		if spends, swaps, open = w.count(); open == 0 {
			return spends, swaps
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("%d swaps never settled", open)
		}
		w.clock.Advance(5 * time.Second)
	}
}

func (w *town) count() (spends, swaps, open int) {
	w.t.Helper()
	for after := ""; ; {
		page, err := w.client.SandboxChanges(w.t.Context(), after)
		if err != nil {
			w.t.Fatal(err)
		}
		spends, swaps = spends+len(page.Value.Spends), swaps+len(page.Value.Swaps)
		for _, swap := range page.Value.Swaps {
			if !swap.ExecutionStatus.Final() {
				open++
			}
		}
		if page.Value.Next == after {
			return spends, swaps, open
		}
		after = page.Value.Next
	}
}

// ledger is what the bank holds, as anyone may check it.
func (w *town) ledger() []api.LedgerEntry {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.bank.BaseURL()+"/v1/sandbox/ledger", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+w.bank.Credentials().SpendKey)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	var ledger api.Ledger
	if err := json.NewDecoder(answer.Body).Decode(&ledger); err != nil {
		w.t.Fatal(err)
	}
	return ledger.Entries
}

// treasury runs a real one over the bank, which keeps its journal in the
// town's folder; the returned function stops it.
func (w *town) treasury() (*state.Engine, func()) {
	w.t.Helper()
	folder, err := treasury.OpenFolder(w.folder)
	if err != nil {
		w.t.Fatal(err)
	}
	opened, err := treasury.Open(w.t.Context(), treasury.Options{
		Folder:        folder,
		Accounts:      []state.AccountKey{{Client: w.client}},
		ApprovalHosts: []string{w.client.Host()},
		Clock:         clockwork.NewRealClock(),
		Location:      time.UTC,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- opened.Run(ctx) }()
	return opened.Engine(), func() {
		cancel()
		if err := <-ran; err != nil {
			w.t.Errorf("the treasury ended with %v", err)
		}
		if err := opened.Close(); err != nil {
			w.t.Error(err)
		}
		if err := folder.Close(); err != nil {
			w.t.Error(err)
		}
	}
}

// eventually waits for the Book to show something, woken by the engine alone.
func eventually(t *testing.T, engine *state.Engine, what string, holds func(*state.View) bool) *state.View {
	t.Helper()
	wake, end := engine.Subscribe()
	defer end()
	deadline := time.After(patience)
	for {
		if view := engine.View(); holds(view) {
			return view
		}
		select {
		case <-wake:
		case <-deadline:
			t.Fatalf("the Book never showed %s", what)
		}
	}
}
