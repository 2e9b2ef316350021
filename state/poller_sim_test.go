package state

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/webhook"
)

// eagerClock is a fake clock on which waiting takes no time: whoever asks for a
// timer moves it. That makes an hour of polling one straight line of code.
type eagerClock struct{ *clockwork.FakeClock }

func (c eagerClock) NewTimer(wait time.Duration) clockwork.Timer {
	c.Advance(max(0, wait))
	return c.FakeClock.NewTimer(0)
}

// simBank is a tiny bank in memory.
type simBank struct {
	clock   eagerClock
	account string
	// revoked makes it refuse the key.
	revoked bool
	// spends are the statuses of the requests.
	spends map[string]api.SpendStatus
	// refuses is asked before each call: it may answer 429, and how long to
	// wait if it says so.
	refuses func(now time.Time) (refused bool, retryAfter time.Duration)

	calls    []time.Time
	refusals []time.Time
	asked    map[string]int
	// tooSoon counts calls before the time that a Retry-After named.
	tooSoon   int
	notBefore time.Time
}

func (b *simBank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := b.clock.Now()
	b.calls = append(b.calls, now)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
	if now.Before(b.notBefore) {
		b.tooSoon++
	}
	if refused, wait := b.refuses(now); refused {
		b.refusals = append(b.refusals, now)
		if wait > 0 {
			b.notBefore = now.Add(wait)
			w.Header().Set("Retry-After", fmt.Sprint(int(wait.Seconds())))
		}
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"error":{"code":"rate_limited","message":"slow down"}}`)
		return
	}
	if b.revoked {
		b.refusals = append(b.refusals, now)
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"error":{"code":"revoked_api_key","message":"This key was revoked"}}`)
		return
	}
	if r.URL.Path == "/v1/balance" {
		b.asked["balance"]++
		fmt.Fprintf(w, `{"account_id":%q,"currency":"usd","available_cents":100000}`, b.account)
		return
	}
	id := strings.TrimPrefix(r.URL.Path, "/v1/spend/")
	b.asked[id]++
	_ = json.NewEncoder(w).Encode(api.Spend{ID: id, Status: b.spends[id], AmountCents: new(int64(100)), Currency: "usd", MerchantName: "AWS", Reason: "GPU"})
}

// callsIn counts the calls of a time.
func (b *simBank) callsIn(from time.Time, length time.Duration) int {
	return within(b.calls, from, length)
}

func within(times []time.Time, from time.Time, length time.Duration) int {
	count := 0
	for _, at := range times {
		if !at.Before(from) && at.Before(from.Add(length)) {
			count++
		}
	}
	return count
}

// memory is a journal that forgets.
type memory struct{ Journal }

func (memory) Append(_ context.Context, batch Batch) (Appended, error) {
	return Appended{Seqs: make([]int64, len(batch.Lines))}, nil
}

func (memory) Spend(context.Context, string) (*Spend, error) { return nil, nil }

// simulation is the real schedules, paces, clients, feeds and Book over a
// simulated bank and clock, taking turns on one goroutine. With several
// accounts, a bank stands for what the bank is to one key; one waits while
// another's call is under way, which in truth none does.
type simulation struct {
	t      *testing.T
	clock  eagerClock
	banks  []*simBank
	engine *Engine
	events int

	// bank, holder and poll are the first account's.
	bank   *simBank
	holder *holder
	poll   *poller
}

const simulatedPace = 60

func simulateBank(t *testing.T, receiving bool) *simulation {
	t.Helper()
	return simulateBanks(t, receiving, "")
}

// simulateBanks is a simulation of accounts by name, all of them recognised.
func simulateBanks(t *testing.T, receiving bool, names ...string) *simulation {
	t.Helper()
	clock := eagerClock{clockwork.NewFakeClockAt(noon)}
	engine := &Engine{journal: memory{}, clock: clock, book: NewBook(Bank{}, time.UTC), owner: &ownership{}, log: slog.New(slog.DiscardHandler)}
	s := &simulation{t: t, clock: clock, engine: engine}
	for i, name := range names {
		account := fmt.Sprintf("agent_%d", i+1)
		bank, client := simulatedBank(t, clock, account)
		h := newHolder(AccountKey{Name: name, Client: client}, receiving)
		h.poll = newPoller(engine, h, receiving)
		h.account = account
		close(h.admitted)
		engine.holders = append(engine.holders, h)
		engine.owner.accounts = append(engine.owner.accounts, ownedAccount{Account: Account{ID: account, Name: name, Keyed: true}})
		s.banks = append(s.banks, bank)
	}
	s.bank, s.holder, s.poll = s.banks[0], engine.holders[0], engine.holders[0].poll
	return s
}

func simulatedBank(t *testing.T, clock eagerClock, account string) (*simBank, *api.Client) {
	t.Helper()
	bank := &simBank{
		clock: clock, account: account, spends: make(map[string]api.SpendStatus), asked: make(map[string]int),
		refuses: func(time.Time) (bool, time.Duration) { return false, 0 },
	}
	server := httptest.NewServer(bank)
	t.Cleanup(server.Close)
	// A live key, because the public API has no list of what changed.
	key, err := api.ParseSpendKey("din_live_simulated")
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Config{BaseURL: server.URL, Key: key, Clock: clock, Pace: api.NewPace(clock, simulatedPace)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return bank, client
}

// open adds requests that the bank just told of.
func (s *simulation) open(prefix string, count int, status api.SpendStatus) []string {
	s.t.Helper()
	return s.openOf(0, prefix, count, status)
}

// openOf is open for the account at a place.
func (s *simulation) openOf(place int, prefix string, count int, status api.SpendStatus) []string {
	s.t.Helper()
	var told []Observation
	var ids []string
	now := s.clock.Now()
	for i := range count {
		id := fmt.Sprintf("req_%s_%05d", prefix, i)
		s.banks[place].spends[id] = status
		answer := api.Answer[api.Spend]{AsOf: now, Value: api.Spend{ID: id, Status: status, AmountCents: new(int64(100)), Currency: "usd", MerchantName: "AWS", Reason: "GPU"}}
		told = append(told, ObserveSpend(answer, SourceCreated, MomentOf(now)).of(s.engine.holders[place].account))
		ids = append(ids, id)
	}
	s.engine.commit(s.t.Context(), []post{{observations: told, from: s.engine.holders[place]}})
	return ids
}

// announce delivers a webhook about a request that is final.
func (s *simulation) announce() {
	s.events++
	event := webhook.Event{
		ID: fmt.Sprintf("evt_%d", s.events), Type: webhook.SpendApproved, OccurredAt: api.At(s.clock.Now()),
		Data: webhook.EventData{Spend: api.Spend{ID: fmt.Sprintf("req_done_%d", s.events), Status: api.Approved, AmountCents: new(int64(1)), Currency: "usd"}},
	}
	s.engine.commit(s.t.Context(), []post{{observations: []Observation{ObserveEvent(event, nil, s.engine.now())}}})
}

// run polls as one worker of each account does, for a while. With events, a webhook comes as
// often as that.
func (s *simulation) run(length, events time.Duration) {
	end := s.clock.Now().Add(length)
	nextEvent := s.clock.Now().Add(events)
	for s.clock.Now().Before(end) {
		if events > 0 && !s.clock.Now().Before(nextEvent) {
			s.announce()
			nextEvent = nextEvent.Add(events)
		}
		s.engine.tidyUp(s.clock.Now())
		wait, asked := time.Minute, false
		for _, h := range s.engine.holders {
			what, idle, due := h.poll.next()
			if !due {
				wait = min(wait, idle)
				continue
			}
			asked = true
			told, err := h.poll.ask(api.WithoutWaiting(s.t.Context()), what)
			end := &pollEnd{kind: what.kind, at: s.engine.now(), err: err}
			s.engine.commit(s.t.Context(), []post{{observations: told.observations, notes: told.notes, polled: end, from: h}})
			h.poll.ended(what, told, err, true)
		}
		if asked {
			continue
		}
		wait = jittered(wait)
		if events > 0 {
			wait = min(wait, max(time.Millisecond, nextEvent.Sub(s.clock.Now())))
		}
		s.clock.Advance(min(wait, end.Sub(s.clock.Now())))
	}
}

func (s *simulation) mode() FeedMode {
	s.engine.tidyUp(s.clock.Now())
	return s.engine.book.View().Feed.Mode
}

// ages are how old the newest fact about each request is, sorted.
func (s *simulation) ages(ids []string) []time.Duration {
	var ages []time.Duration
	for _, id := range ids {
		ages = append(ages, s.engine.now().Sub(s.engine.book.Spend(id).LastSeen))
	}
	slices.Sort(ages)
	return ages
}

func (s *simulation) asked(ids []string) (calls, rows int) {
	for _, id := range ids {
		if count := s.bank.asked[id]; count > 0 {
			calls, rows = calls+count, rows+1
		}
	}
	return calls, rows
}

// printed is a plain, aligned table.
func printed(rows ...[]any) string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for _, cell := range row {
			fmt.Fprintf(table, "%v\t", cell)
		}
		fmt.Fprintln(table)
	}
	table.Flush()
	return "\n" + text.String()
}

func TestTenThousandOpenRequestsWithSixtyCallsAMinute(t *testing.T) {
	t.Parallel()
	s := simulateBank(t, false)
	queue := s.open("queue", 9_000, api.NeedsApproval)
	other := s.open("other", 1_000, "under_review")
	queued, visible := queue[:8_960], queue[8_960:]
	s.poll.lookAt(visible)
	s.run(time.Hour, 0)

	rows := [][]any{{"rows", "count", "calls", "asked", "median age", "oldest"}}
	for _, group := range []struct {
		name string
		ids  []string
	}{{"visible", visible}, {"queued", queued}, {"other (unknown status)", other}} {
		calls, asked := s.asked(group.ids)
		ages := s.ages(group.ids)
		rows = append(rows, []any{group.name, len(group.ids), calls, asked, ages[len(ages)/2].Round(time.Second), ages[len(ages)-1].Round(time.Second)})
	}
	balanceAge := s.engine.now().Sub(s.engine.book.View().Balance.SeenAt)
	rows = append(rows, []any{"balance", 1, s.bank.asked["balance"], 1, balanceAge.Round(time.Second), balanceAge.Round(time.Second)})
	t.Log("after an hour, without webhooks" + printed(rows...))

	if calls := len(s.bank.calls); calls < 3_300 || calls > 3_610 {
		t.Errorf("%d calls in an hour of %d a minute", calls, simulatedPace)
	}
	if oldest := s.ages(visible)[len(visible)-1]; oldest > 2*time.Minute {
		t.Errorf("what is on screen is up to %v old", oldest)
	}
	if balanceAge > 2*time.Minute {
		t.Errorf("the balance is %v old", balanceAge)
	}
	for name, group := range map[string][]string{"queued": queued, "other": other} {
		calls, rows := s.asked(group)
		if calls < 300 {
			t.Errorf("%s: %d calls in an hour", name, calls)
		}
		if calls > rows {
			t.Errorf("%s: %d calls for %d rows, while others had none", name, calls, rows)
		}
	}
}

func TestTheQueueHasItsTurnRowByRow(t *testing.T) {
	t.Parallel()
	s := simulateBank(t, false)
	visible := s.open("visible", 20, api.NeedsApproval)
	var busy, quiet []string
	for i, id := range s.open("queue", 400, api.NeedsApproval) {
		if i%10 == 0 {
			quiet = append(quiet, id)
		} else {
			busy = append(busy, id)
		}
	}
	s.poll.lookAt(visible)
	s.run(75*time.Minute, 0)
	rows := [][]any{{"part", "rows", "calls", "calls a row", "least", "most"}}
	least, most := 1<<30, 0
	for _, name := range []string{"busy", "quiet"} {
		ids := map[string][]string{"busy": busy, "quiet": quiet}[name]
		calls, _ := s.asked(ids)
		low, high := 1<<30, 0
		for _, id := range ids {
			low, high = min(low, s.bank.asked[id]), max(high, s.bank.asked[id])
		}
		least, most = min(least, low), max(most, high)
		rows = append(rows, []any{name, len(ids), calls, fmt.Sprintf("%.2f", float64(calls)/float64(len(ids))), low, high})
	}
	t.Log("after 75 minutes" + printed(rows...))
	if least < 1 || most > least+1 {
		t.Errorf("one row was asked for %d times, another %d times", least, most)
	}
}

func TestNoAccountStarvesAnother(t *testing.T) {
	t.Parallel()
	const quarter = 15 * time.Minute
	never := func(time.Time) (bool, time.Duration) { return false, 0 }
	rows := [][]any{{"support is", "account", "open", "calls", "429 or 403", "median age", "oldest", "balance", "feed"}}
	for _, test := range []struct {
		name    string
		suffers func(*simBank)
		// oldest is how old what is known of the five may get.
		oldest time.Duration
		feed   FeedMode
	}{
		{name: "well", oldest: 10 * time.Second, feed: FeedPolling},
		{
			name: "rate limited", oldest: 30 * time.Second, feed: FeedPolling,
			suffers: func(bank *simBank) {
				bank.refuses = func(now time.Time) (bool, time.Duration) { return now.Unix()%5 != 0, 0 }
			},
		},
		{name: "revoked", oldest: 10 * time.Second, feed: FeedOffline, suffers: func(bank *simBank) { bank.revoked = true }},
	} {
		s := simulateBanks(t, false, "support", "research")
		s.banks[0].refuses, s.banks[1].refuses = never, never
		many := s.openOf(0, "many", 10_000, api.NeedsApproval)
		few := s.openOf(1, "few", 5, api.NeedsApproval)
		s.run(2*time.Minute, 0)
		if test.suffers != nil {
			test.suffers(s.banks[0])
		}
		for _, bank := range s.banks {
			bank.calls, bank.refusals = nil, nil
		}
		s.run(quarter, 0)
		s.mode()
		view := s.engine.book.View()
		for place, ids := range [][]string{many, few} {
			ages := s.ages(ids)
			balance := s.engine.now().Sub(view.Accounts[place].Balance.SeenAt)
			rows = append(rows, []any{
				test.name, view.Accounts[place].Name, len(ids), len(s.banks[place].calls), len(s.banks[place].refusals),
				ages[len(ages)/2].Round(time.Second), ages[len(ages)-1].Round(time.Second), balance.Round(time.Second), view.Accounts[place].Feed.Mode,
			})
		}
		oldest := s.ages(few)[len(few)-1]
		if calls := len(s.banks[1].calls); oldest > test.oldest || calls < 15*simulatedPace*8/10 {
			t.Errorf("while support is %s, the five of research are up to %v old after %d calls", test.name, oldest, calls)
		}
		if view.Accounts[1].Feed.Mode != FeedPolling || view.Feed.Mode != test.feed {
			t.Errorf("while support is %s, research is %s and the header says %s", test.name, view.Accounts[1].Feed.Mode, view.Feed.Mode)
		}
		if view.Feed.Mode == FeedOffline && (view.Feed.Account != "support" || !strings.HasPrefix(view.Feed.Problem, "support: ")) {
			t.Errorf("the header says of %q: %s", view.Feed.Account, view.Feed.Problem)
		}
	}
	t.Log("two accounts with a key each, 60 calls a minute a key, a quarter of an hour" + printed(rows...))
}

func TestPollingEndsWithTheRecordAndGoesOnForAWordThatIsNotKnown(t *testing.T) {
	t.Parallel()
	s := simulateBank(t, false)
	final := s.open("final", 5, api.NeedsApproval)
	strange := s.open("strange", 5, "escalated")
	s.run(time.Minute, 0)
	for i, id := range final {
		s.bank.spends[id] = []api.SpendStatus{api.Approved, api.Declined, api.Cancelled}[i%3]
	}
	s.run(5*time.Minute, 0)
	before, strangeBefore := maps.Clone(s.bank.asked), 0
	strangeBefore, _ = s.asked(strange)
	s.run(30*time.Minute, 0)
	for _, id := range final {
		if s.bank.asked[id] != before[id] || s.engine.book.Spend(id).Open() {
			t.Errorf("%s is %s and was asked for %d times more", id, s.engine.book.Spend(id).Status, s.bank.asked[id]-before[id])
		}
	}
	if calls, rows := s.asked(strange); rows != 5 || calls-strangeBefore < 5*30 {
		t.Errorf("%d calls for %d requests of an unknown status", calls-strangeBefore, rows)
	}
}

func TestThePaceUnder429(t *testing.T) {
	t.Parallel()
	s := simulateBank(t, false)
	s.poll.lookAt(s.open("open", 200, api.NeedsApproval)[:40])
	minute := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	s.bank.refuses = func(now time.Time) (bool, time.Duration) {
		switch {
		case !now.Before(minute(10)) && now.Before(minute(12)):
			return true, 0
		case !now.Before(minute(30)) && now.Before(minute(31)):
			return true, 90 * time.Second
		}
		return false, 0
	}
	rows := [][]any{{"minute", "calls", "429", "pace a minute"}}
	paces := make(map[int]float64)
	for n := range 50 {
		s.run(minute(n+1).Sub(s.clock.Now()), 0)
		paces[n] = s.holder.client.Pace().PerMinute()
		if n >= 9 && n <= 15 || n >= 29 && n <= 33 {
			rows = append(rows, []any{n, s.bank.callsIn(minute(n), time.Minute), within(s.bank.refusals, minute(n), time.Minute), fmt.Sprintf("%.1f", paces[n])})
		}
	}
	t.Log("429 without Retry-After in minutes 10 and 11, and once with 90 s in minute 30" + printed(rows...))
	if storm := s.bank.callsIn(minute(11), time.Minute); storm > 15 {
		t.Errorf("%d calls in the second minute of a storm", storm)
	}
	if s.bank.tooSoon > 0 {
		t.Errorf("%d calls before Retry-After allowed one", s.bank.tooSoon)
	}
	if paces[12] > simulatedPace/2 || paces[31] >= simulatedPace {
		t.Errorf("the pace was back at once: %.1f, %.1f", paces[12], paces[31])
	}
	if paces[19] < simulatedPace || paces[49] < simulatedPace {
		t.Errorf("the pace was not back: %.1f, %.1f", paces[19], paces[49])
	}
}

func TestABankThatAllowsHalfOfTheBudgetIsNotHammered(t *testing.T) {
	t.Parallel()
	s := simulateBank(t, false)
	s.poll.lookAt(s.open("open", 200, api.NeedsApproval)[:40])
	tokens, last := 10.0, noon
	s.bank.refuses = func(now time.Time) (bool, time.Duration) {
		tokens = min(10, tokens+now.Sub(last).Minutes()*simulatedPace/2)
		last = now
		if tokens < 1 {
			return true, 0
		}
		tokens--
		return false, 0
	}
	s.run(2*time.Hour, 0)
	answered, refused := len(s.bank.calls)-len(s.bank.refusals), len(s.bank.refusals)
	t.Logf("in two hours at 30 a minute: %d answered, %d refused (%.1f %%), pace %.1f a minute",
		answered, refused, 100*float64(refused)/float64(len(s.bank.calls)), s.holder.client.Pace().PerMinute())
	if refused*8 > answered || answered < 1_800 {
		t.Errorf("%d answered, %d refused", answered, refused)
	}
}

func TestThePaceWithWebhooksHealthySilentAndBack(t *testing.T) {
	t.Parallel()
	s := simulateBank(t, true)
	s.poll.lookAt(s.open("open", 10, api.NeedsApproval))
	s.announce()
	rows := [][]any{{"webhooks", "minutes", "calls a minute", "feed at the end"}}
	pace := make(map[string]float64)
	phase := func(name string, minutes int, events time.Duration) {
		from := s.clock.Now()
		s.run(time.Duration(minutes)*time.Minute, events)
		pace[name] = float64(s.bank.callsIn(from, time.Duration(minutes)*time.Minute)) / float64(minutes)
		rows = append(rows, []any{name, minutes, fmt.Sprintf("%.1f", pace[name]), s.mode()})
	}
	phase("healthy", 15, 20*time.Second)
	live := s.mode()
	phase("silent, first minute", 1, 0)
	phase("silent, after", 10, 0)
	silent := s.mode()
	s.announce()
	back := s.mode()
	phase("back", 15, 20*time.Second)
	t.Log("ten open requests on screen" + printed(rows...))
	if live != FeedLive || silent != FeedPolling || back != FeedLive {
		t.Errorf("the feed was %s, %s, %s", live, silent, back)
	}
	if pace["silent, after"] < 2*pace["healthy"] || pace["back"] > 1.2*pace["healthy"] {
		t.Errorf("calls a minute: %v", pace)
	}
}

func TestTheCallsOfAnIdleHour(t *testing.T) {
	t.Parallel()
	calls := make(map[string]int)
	for _, test := range []struct {
		name      string
		receiving bool
		events    time.Duration
	}{{"webhooks healthy", true, 30 * time.Second}, {"no webhooks", false, 0}} {
		s := simulateBank(t, test.receiving)
		if test.receiving {
			s.announce()
		}
		s.run(time.Hour, test.events)
		calls[test.name] = len(s.bank.calls)
	}
	rows := [][]any{{"an idle hour", "calls", "of the budget"}}
	for _, name := range slices.SortedFunc(maps.Keys(calls), func(a, b string) int { return cmp.Compare(calls[a], calls[b]) }) {
		rows = append(rows, []any{name, calls[name], fmt.Sprintf("%.0f %%", 100*float64(calls[name])/(60*simulatedPace))})
	}
	t.Log("nothing is open" + printed(rows...))
	if calls["webhooks healthy"] > 250 || calls["no webhooks"] > 800 {
		t.Errorf("%v", calls)
	}
}
