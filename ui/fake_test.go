package ui

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/news"
)

// fixed is the time of every test frame.
func fixed() time.Time { return time.Date(2026, 5, 7, 14, 3, 22, 0, time.UTC) }

func ago(span time.Duration) state.Moment { return state.MomentOf(fixed().Add(-span)) }

// fakeTreasury holds a Book and notes what is asked of it.
type fakeTreasury struct {
	mu     sync.Mutex
	book   *state.Book
	woken  chan struct{}
	looked []string
	opened []string
	// retried is the intents that were asked about again.
	retried []string
	told    []state.Decision
	trail   []state.Entry
	quoted  *state.SwapTerms
}

func newFake(bank state.Bank) *fakeTreasury {
	return &fakeTreasury{book: state.NewBook(bank, time.UTC), woken: make(chan struct{}, 1)}
}

func (f *fakeTreasury) View() *state.View {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.book.View()
}

func (f *fakeTreasury) Subscribe() (<-chan struct{}, func()) { return f.woken, func() {} }

func (f *fakeTreasury) LookAt(ids []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looked = ids
}

func (f *fakeTreasury) Refresh() {}

func (f *fakeTreasury) AskSpend(context.Context, string, state.SpendRequest) (string, error) {
	return "intent_1", nil
}

func (f *fakeTreasury) Decide(_ context.Context, _, _ string, decision state.Decision) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told = append(f.told, decision)
	return nil
}

func (f *fakeTreasury) ApprovalOpened(_ context.Context, _, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opened = append(f.opened, id)
	return nil
}

func (f *fakeTreasury) Track(context.Context, string, string) error { return errors.New("not here") }

func (f *fakeTreasury) Quote(context.Context, state.QuoteRequest) (*state.SwapTerms, error) {
	if f.quoted != nil {
		return f.quoted, nil
	}
	return nil, errors.New("no price here")
}

func (f *fakeTreasury) CheckPolicy(context.Context, *state.SwapTerms) (*state.SwapTerms, error) {
	return nil, errors.New("no policy here")
}

func (f *fakeTreasury) Execute(context.Context, string, *state.SwapTerms) (string, error) {
	return "", errors.New("nothing is executed here")
}

func (f *fakeTreasury) Retry(_ context.Context, _, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.retried = append(f.retried, id)
	return nil
}

func (f *fakeTreasury) Unlock(context.Context, string, string, string) error { return nil }

func (f *fakeTreasury) Trail(context.Context, string) ([]state.Entry, error) { return f.trail, nil }

func (f *fakeTreasury) put(changes state.Changes) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.book.Put(changes, fixed())
}

// dashboard is a Model that runs in a synctest bubble, with a fixed clock.
type dashboard struct {
	*Model
	t        *testing.T
	treasury *fakeTreasury
	visited  []string
	// shown is raw output, such as a bell.
	raw []any
}

// within runs a test in a bubble, where waiting takes no time.
func within(t *testing.T, made func() *fakeTreasury, width, height int, test func(d *dashboard)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		treasury := made()
		d := &dashboard{t: t, treasury: treasury}
		d.Model = New(Options{
			Treasury: treasury, Now: fixed, Who: "ada", Mouse: true,
			Browser: func(url string) error {
				treasury.mu.Lock()
				defer treasury.mu.Unlock()
				d.visited = append(d.visited, url)
				return nil
			},
		})
		d.send(tea.WindowSizeMsg{Width: width, Height: height})
		test(d)
		d.quit()
		// The timers of notices and flashes run out.
		time.Sleep(time.Minute)
	})
}

// send delivers messages and whatever their commands bring within a second.
func (d *dashboard) send(msgs ...tea.Msg) {
	for _, msg := range msgs {
		_, cmd := d.Update(msg)
		d.follow(cmd)
	}
}

// type sends keys by name: "j", "enter", "tab", …
func (d *dashboard) press(keys ...string) {
	for _, key := range keys {
		d.send(keyNamed(key))
	}
}

// put changes the Book and wakes the dashboard.
func (d *dashboard) put(changes state.Changes) {
	d.treasury.put(changes)
	d.send(news.BookChanged{Book: d.treasury.View()})
}

func (d *dashboard) follow(cmd tea.Cmd) {
	arrived := make(chan tea.Msg, 64)
	d.start(cmd, arrived)
	time.Sleep(800 * time.Millisecond)
	for {
		select {
		case msg := <-arrived:
			switch msg := msg.(type) {
			case nil, news.BookChanged, news.Ticked:
			case tea.RawMsg:
				d.raw = append(d.raw, msg.Msg)
			default:
				d.send(msg)
			}
		default:
			return
		}
	}
}

func (d *dashboard) start(cmd tea.Cmd, arrived chan<- tea.Msg) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				d.start(cmd, arrived)
			}
			return
		}
		arrived <- msg
	}()
}

func keyNamed(name string) tea.KeyPressMsg {
	special := map[string]tea.Key{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
		"space": {Code: tea.KeySpace, Text: " "}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
		"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "backspace": {Code: tea.KeyBackspace}, "pgdown": {Code: tea.KeyPgDown},
	}
	if key, ok := special[name]; ok {
		return tea.KeyPressMsg(key)
	}
	return tea.KeyPressMsg(tea.Key{Code: []rune(name)[0], Text: name})
}

func cents(n int64) *int64 { return &n }

func sandboxBank() state.Bank {
	return state.Bank{
		Environment: state.Sandbox, Host: "127.0.0.1:8787", Team: "team_acme", Account: "agent_research",
		ApprovalHosts: []string{"app.dino.id"},
	}
}

func request(id string, status state.SpendStatus, amount int64, merchant, reason string, age time.Duration) *state.Spend {
	spend := &state.Spend{
		ID: id, Status: status, Cents: new(amount), Currency: "usd", Merchant: state.SafeText(merchant), Reason: state.SafeText(reason),
		Account: "agent_research", Team: "team_acme", CreatedAt: ago(age), FirstSeen: ago(age), LastSeen: ago(age), LastSource: state.SourceWebhook,
	}
	if spend.Waiting() {
		spend.ApprovalURL = "https://app.dino.id/agents/approvals?spendRequestId=" + id
		spend.DecisionReason = "above the approval threshold of $250.00"
	} else {
		spend.DecidedAt = ago(age)
	}
	return spend
}

func balance() *state.Balance {
	return &state.Balance{
		Account: "agent_research", Team: "team_acme", Currency: "usd", Period: "monthly",
		Available: cents(1_248_022), Budget: cents(1_000_000), BudgetLeft: cents(380_000),
		AsOf: ago(14 * time.Second), SeenAt: ago(14 * time.Second),
	}
}

func liveFeed() state.Feed {
	return state.Feed{
		Mode: state.FeedLive, Receiving: true, LastWebhook: ago(2 * time.Second), LastPoll: ago(14 * time.Second),
		PollEvery: 30 * time.Second, List: state.ListRead,
	}
}

// termsOf are those of another quote: no two swaps are of one.
func termsOf(quoteID string) *state.SwapTerms {
	of := terms()
	of.QuoteID = quoteID
	return of
}

func terms() *state.SwapTerms {
	return &state.SwapTerms{
		Earlier: &state.EarlierPrice{Sold: decimal.RequireFromString("1000"), Bought: decimal.RequireFromString("0.3412"), At: 1},
		QuoteID: "quote_01jwx", SellToken: "USDC", SellAmount: decimal.RequireFromString("1000"),
		BuyToken: "ETH", ExpectedBuy: decimal.RequireFromString("0.3412"), MinimumReceived: new(decimal.RequireFromString("0.337788")),
		Fees:        state.Fees{"network": decimal.RequireFromString("3.15"), "protocol": decimal.RequireFromString("0.42")},
		SlippageBPS: new(int64(100)), Provider: "0x", Route: []string{"USDC", "WETH", "ETH"},
		ExpiresAt: ago(-30 * time.Second), Policy: state.PolicyPass, PolicyReasons: []string{"within the daily limit"},
		CheckedAt: ago(70 * time.Second), ConfirmedBy: "ada", ConfirmedAt: ago(65 * time.Second), Confirmation: "confirm_6f1c",
	}
}

// normalTreasury is an ordinary afternoon.
func normalTreasury() *fakeTreasury {
	fake := newFake(sandboxBank())
	opened := request("req_01jwxzz77b2", state.NeedsApproval, 42_000, "Anthropic", "batch of evaluations", 3*time.Minute)
	opened.OpenedAt = ago(2 * time.Minute)
	requests := []*state.Spend{
		request("req_01jwxq4a01", state.Approved, 12_000, "AWS", "GPU runtime for evaluation job", 3*time.Second),
		request("req_01jwxq477c", state.Declined, 900_000, "Vast.ai", "H100 reservation", 47*time.Second),
		opened,
		request("req_01jwxabc9f2", state.NeedsApproval, 60_000, "OpenAI", "model inference for support agent", 12*time.Minute),
		request("req_01jwxabc9f1", state.Approved, 60_000, "OpenAI", "model inference for support agent", 15*time.Minute),
		request("req_01jwx73b0", state.Cancelled, 7_500, "Figma", "seat for design agent", 2*time.Hour),
		request("req_01jwx0yen", state.Approved, 1_200_000, "さくらインターネット", "servers in Tokyo", 5*time.Hour),
		request("req_01jwx0new", "escrowed", 5_000, "Notion", "a status that nobody knows", 26*time.Hour),
	}
	requests[6].Currency = "jpy"
	for i := range 40 {
		requests = append(requests, request("req_01jwv"+string(rune('a'+i/26))+string(rune('a'+i%26))+"x", state.Approved,
			int64(1_000+i*377), []string{"OpenAI", "AWS", "Figma", "Linear"}[i%4], "the usual", time.Duration(30+i)*time.Hour))
	}
	fake.put(state.Changes{
		Spends:   requests,
		Balances: []*state.Balance{balance()},
		History: []state.BalancePoint{
			{At: ago(26 * time.Hour), Available: 1_288_000},
			{At: ago(20 * time.Hour), Available: 1_260_000},
			{At: ago(12 * time.Hour), Available: 1_300_000},
			{At: ago(6 * time.Hour), Available: 1_270_000},
		},
		Swaps: []*state.Swap{
			{ID: "swap_01jwxk2", Status: state.SwapConfirmed, TxHash: "0x5f7c1e", Provider: "0x", Terms: terms(), Reference: "SW-2026-000018", SubmittedAt: ago(time.Minute), SettledAt: ago(40 * time.Second), FirstSeen: ago(time.Minute), LastSeen: ago(40 * time.Second), LastSource: state.SourcePoll},
			{ID: "swap_01jwxk1", Status: state.SwapSubmitted, Provider: "0x", Terms: terms(), SubmittedAt: ago(10 * time.Minute), FirstSeen: ago(10 * time.Minute)},
			{ID: "swap_01jwxk0", Status: state.SwapFailed, FirstSeen: ago(3 * time.Hour)},
		},
		Intents: []state.Intent{{
			ID: "intent_9", Kind: state.IntentSwap, Key: "idemp_7f3a", Who: "ada", CreatedAt: ago(4 * time.Minute),
			State: state.IntentUnknown, Tries: 2, LastTry: ago(time.Minute), Terms: termsOf("quote_01jwy"),
		}},
		Entries: []*state.Entry{
			{Seq: 1, At: ago(26 * time.Hour), Source: state.SourcePoll, Subject: "req_01jwx0new", Status: "escrowed"},
			{Seq: 2, At: ago(12 * time.Minute), Source: state.SourceWebhook, Event: "spend_request.created", Subject: "req_01jwxabc9f2", Status: "needs_approval", Text: "$600.00 · OpenAI", TraceID: "req_trace_55aa"},
			{Seq: 3, At: ago(2 * time.Minute), Who: "ada", Deed: state.DeedOpenedApproval, Subject: "req_01jwxzz77b2"},
			{Seq: 4, At: ago(3 * time.Second), Source: state.SourceWebhook, Event: "spend_request.approved", Subject: "req_01jwxq4a01", Status: "approved", Text: "$120.00 · AWS", TraceID: "req_trace_77bb"},
		},
	})
	fake.book.SetFeed(liveFeed())
	fake.trail = []state.Entry{
		{Seq: 2, At: ago(12 * time.Minute), Source: state.SourceWebhook, Event: "spend_request.created", Subject: "req_01jwxabc9f2", Status: "needs_approval", Text: "$600.00 · OpenAI", TraceID: "req_trace_55aa"},
		{Seq: 5, At: ago(14 * time.Second), Source: state.SourcePoll, Subject: "req_01jwxabc9f2", Status: "needs_approval"},
	}
	return fake
}

// emptyTreasury is a bank that answers and has nothing to tell.
func emptyTreasury() *fakeTreasury {
	fake := newFake(sandboxBank())
	untouched := balance()
	untouched.BudgetLeft, untouched.Spent = cents(1_000_000), cents(0)
	fake.put(state.Changes{Balances: []*state.Balance{untouched}})
	fake.book.SetFeed(liveFeed())
	return fake
}

// startingTreasury has heard nothing yet.
func startingTreasury() *fakeTreasury {
	fake := newFake(sandboxBank())
	fake.book.SetFeed(state.Feed{Mode: state.FeedStarting, Receiving: true})
	return fake
}

func loadingTreasury() *fakeTreasury {
	fake := normalTreasury()
	fake.book.SetLoading(state.Loading{Loaded: 12_000, Total: 200_000})
	return fake
}

func offlineTreasury() *fakeTreasury {
	fake := normalTreasury()
	fake.book.SetFeed(state.Feed{
		Mode: state.FeedOffline, Receiving: true, List: state.ListRead, LastPoll: ago(2 * time.Minute), OfflineSince: ago(2 * time.Minute),
		Problem: "No answer from the bank: connection refused. Check the connection and try again.", ProblemCode: "internal_error",
	})
	return fake
}

// refusedTreasury has never had an answer but one: the key is wrong.
func refusedTreasury() *fakeTreasury {
	fake := newFake(sandboxBank())
	fake.book.SetFeed(state.Feed{
		Mode: state.FeedOffline, OfflineSince: ago(2 * time.Minute), ProblemCode: "invalid_api_key",
		Problem: "The bank refused: the key is not known. Set DINO_SPEND_KEY to one of this bank's.",
	})
	return fake
}

// readingTreasury has a key that may only read.
func readingTreasury() *fakeTreasury {
	bank := sandboxBank()
	bank.ReadOnly = true
	fake := newFake(bank)
	fake.put(state.Changes{Balances: []*state.Balance{balance()}, Spends: []*state.Spend{
		request("req_01jwxabc9f2", state.NeedsApproval, 60_000, "OpenAI", "model inference for support agent", 12*time.Minute),
	}, Intents: []state.Intent{doubt()}})
	fake.book.SetFeed(state.Feed{Mode: state.FeedLive, Receiving: true, LastWebhook: ago(2 * time.Second), LastPoll: ago(14 * time.Second)})
	return fake
}

// followingTreasury only looks on.
func followingTreasury() *fakeTreasury {
	bank := sandboxBank()
	bank.ReadOnly, bank.Following = true, true
	fake := newFake(bank)
	fake.put(state.Changes{Balances: []*state.Balance{balance()}, Spends: []*state.Spend{
		request("req_01jwxabc9f2", state.NeedsApproval, 60_000, "OpenAI", "model inference for support agent", 12*time.Minute),
	}, Intents: []state.Intent{doubt()}})
	fake.book.SetFeed(state.Feed{Mode: state.FeedFollowing, LastPoll: ago(0)})
	return fake
}

// hostileTreasury has what agents and merchants may send to spoil a screen.
func hostileTreasury() *fakeTreasury {
	bank := sandboxBank()
	bank.Environment, bank.Team, bank.Account = state.Live, "team_"+long("x", 80), "agent_"+long("y", 80)
	fake := newFake(bank)
	texts := []string{
		"\x1b[31mred\x1b[0m \x1b]0;title\x07", "a\u202eb\u200bc\u2066d", "日本語のとても長い店の名前と説明文です、終わりません",
		"e\u0301e\u0301\u0302\u0303\u0304 combining", "👩‍👩‍👧‍👦 family 🇩🇪 flag 👍🏽", "line\nbreak\ttab\r", "한국어 상점 이름", "ไทยน้ำ ที่นี่", "हिन्दी नमस्ते",
		"ﷺ wide ligature", long("long ", 60), "", "\u0300\u0301 only marks", "ｆｕｌｌｗｉｄｔｈ",
	}
	var requests []*state.Spend
	for i, text := range texts {
		status := []state.SpendStatus{state.NeedsApproval, state.Approved, state.SpendStatus(state.SafeID("一 strange\x1bstatus that goes on and on"))}[i%3]
		spend := request("req_"+long("9", 60)+string(rune('a'+i)), status, 9_223_372_036_854_775_000-int64(i), text, text, time.Duration(i)*time.Minute)
		spend.Currency = []string{"usd", "xts", "jpy", "kwd"}[i%4]
		spend.DecisionReason = state.SafeText(text)
		requests = append(requests, spend)
	}
	fake.put(state.Changes{Spends: requests, Balances: []*state.Balance{balance()}, Entries: []*state.Entry{
		{Seq: 1, At: ago(time.Minute), Source: "carrier pigeon", Event: long("e", 90), Subject: long("s", 90), Text: state.SafeText(texts[2]), TraceID: long("t", 90)},
	}, Swaps: []*state.Swap{{ID: long("w", 90), Status: "hovering over the chain", Provider: state.SafeText(texts[2]), FirstSeen: ago(time.Hour)}}})
	return fake
}

func long(piece string, times int) string {
	text := ""
	for range times {
		text += piece
	}
	return text
}
