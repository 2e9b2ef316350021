package treasury

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
)

// departures is which key each idempotency key left with, as the bank sees it.
type departures struct {
	mu    sync.Mutex
	left  map[string][]string
	lose  atomic.Bool
	block atomic.Value
}

// middleware notes what leaves, loses answers to what would move money, and
// turns a revoked key away.
func (d *departures) middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		spendKey := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if blocked, _ := d.block.Load().(string); blocked != "" && blocked == spendKey {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"error":{"code":"revoked_api_key","message":"This key was revoked"}}`))
			return
		}
		if key := r.Header.Get("Idempotency-Key"); key != "" {
			d.mu.Lock()
			if d.left == nil {
				d.left = make(map[string][]string)
			}
			d.left[key] = append(d.left[key], spendKey)
			d.mu.Unlock()
			if d.lose.Load() {
				next.ServeHTTP(nowhere{http.Header{}}, r)
				panic(http.ErrAbortHandler)
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (d *departures) with(key string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Compact(slices.Sorted(slices.Values(d.left[key])))
}

func (d *departures) count(key string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.left[key])
}

func (r *rig) accountID(place int) string { return r.bank.Credentials().Accounts[place].AccountID }
func (r *rig) keyText(place int) string   { return r.bank.Credentials().Accounts[place].SpendKey }

// askAs is an agent of an account, which spends past Coffer.
func (r *rig) askAs(place int, cents int64) api.Spend {
	r.t.Helper()
	answer, err := r.keys[place].Client.CreateSpend(r.t.Context(), api.SpendRequest{
		AmountCents: cents, Currency: "usd", MerchantName: "OpenAI", Reason: "model inference for support agent",
	}, uuidFor(r.t))
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.Value
}

func bothTold(v *state.View) bool {
	return len(v.Accounts) == 2 && v.Accounts[0].Balance != nil && v.Accounts[1].Balance != nil
}

func TestSeveralAccountsAreShownTogetherAndAddedUp(t *testing.T) {
	t.Parallel()
	for name, webhooks := range map[string]bool{"by webhook": true, "by polls": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{accounts: 2, webhooks: webhooks})
			engine, stop := r.start()
			eventually(t, engine, "both balances", bothTold)
			spends := []api.Spend{r.askAs(0, 60_000), r.askAs(1, 70_000)}
			view := eventually(t, engine, "both requests", func(v *state.View) bool {
				return v.Waiting.Count == 2 && *v.Accounts[0].Balance.Pending == 60_000 && *v.Accounts[1].Balance.Pending == 70_000
			})
			check := func(view *state.View) {
				t.Helper()
				for place, asked := range spends {
					account := view.Account(r.accountID(place))
					if account == nil || account.Name != accountNames[place] || !account.Keyed || view.Accounts[place].ID != account.ID {
						t.Fatalf("account %d is %+v", place, account)
					}
					if spend := view.Spend(asked.ID); spend == nil || spend.Account != account.ID {
						t.Errorf("the request of %s is %+v", account.Name, spend)
					}
				}
				if total := view.Balance; total == nil || *total.Pending != 130_000 || *total.Budget != 2*10_000_00 ||
					*total.Available != *view.Accounts[0].Balance.Available+*view.Accounts[1].Balance.Available {
					t.Errorf("the total is %+v", total)
				}
			}
			check(view)
			stop()
			again, _ := r.start()
			// At once, from the journal alone.
			check(again.View())
			check(eventually(t, again, "an answer for both", func(v *state.View) bool {
				return v.Feed.Mode == state.FeedPolling && v.Accounts[0].Feed.LastPoll.Known() && v.Accounts[1].Feed.LastPoll.Known()
			}))
		})
	}
}

func TestWhatOneAccountAsksLeavesWithItsKeyAlone(t *testing.T) {
	t.Parallel()
	var seen departures
	r := newRig(t, rigOptions{accounts: 2, faults: seen.middleware})
	engine, _ := r.start()
	for place, account := range []string{"", "support", r.accountID(1), "research"} {
		want := []int{0, 1, 1, 0}[place]
		request := someSpend(int64(1_000 + place))
		request.Account = account
		id, err := engine.AskSpend(t.Context(), "maria", request)
		if err != nil {
			t.Fatal(err)
		}
		view := eventually(t, engine, "the outcome", func(v *state.View) bool { return !intentOf(v, id).Unresolved() })
		intent := intentOf(view, id)
		if intent.State != state.IntentDone || intent.Account != r.accountID(want) || view.Spend(intent.Subject).Account != r.accountID(want) {
			t.Errorf("asked for %q it ended %+v", account, intent)
		}
		if left := seen.with(intent.Key); !slices.Equal(left, []string{r.keyText(want)}) {
			t.Errorf("asked for %q it left with %d keys", account, len(left))
		}
	}
	request := someSpend(1)
	request.Account = "nobody"
	var problem *state.Problem
	if _, err := engine.AskSpend(t.Context(), "maria", request); !errors.As(err, &problem) || problem.Outcome != state.NotSent ||
		!strings.Contains(problem.Happened, "nobody") {
		t.Errorf("an account without a key is answered %v", err)
	}
}

func TestASwapOfOneAccountIsQuotedCheckedExecutedAndFollowedWithItsKey(t *testing.T) {
	t.Parallel()
	var seen departures
	r := newRig(t, rigOptions{accounts: 2, faults: seen.middleware})
	engine, _ := r.start()
	eventually(t, engine, "both balances", bothTold)
	terms, err := engine.Quote(t.Context(), state.QuoteRequest{Account: "support", SellToken: "USDC", BuyToken: "ETH", SellAmount: "1000.00"})
	if err != nil {
		t.Fatal(err)
	}
	if terms, err = engine.CheckPolicy(t.Context(), terms); err != nil || !terms.Policy.Allows() {
		t.Fatalf("%v, %v", terms, err)
	}
	terms.Accepted = terms.Typed()
	id, err := engine.Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "the booked swap", func(v *state.View) bool {
		swap := v.Swap(intentOf(v, id).Subject)
		return swap != nil && swap.Reference != ""
	})
	intent := intentOf(view, id)
	if swap := view.Swap(intent.Subject); swap.Account != r.accountID(1) || intent.Account != swap.Account || terms.Account != swap.Account {
		t.Errorf("the swap is of %s", swap.Account)
	}
	if left := seen.with(intent.Key); !slices.Equal(left, []string{r.keyText(1)}) {
		t.Errorf("it left with %d keys", len(left))
	}
}

func TestAnIntentKeepsItsAccountAcrossARestartWithTheKeysSwapped(t *testing.T) {
	t.Parallel()
	var seen departures
	seen.lose.Store(true)
	r := newRig(t, rigOptions{accounts: 2, faults: seen.middleware})
	engine, stop := r.start()
	ids, keys := make([]string, 2), make([]string, 2)
	for place := range ids {
		request := someSpend(int64(1_000 + place))
		request.Account = accountNames[place]
		id, err := engine.AskSpend(t.Context(), "maria", request)
		if err != nil {
			t.Fatal(err)
		}
		ids[place] = id
		view := eventually(t, engine, "an unknown outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentUnknown })
		keys[place] = intentOf(view, id).Key
	}
	stop()
	seen.lose.Store(false)
	// Whoever edited the config mixed the keys up: each has the other's name.
	slices.Reverse(r.keys)
	for i := range r.keys {
		r.keys[i].Name = accountNames[i]
	}
	before := seen.count(keys[0])
	again, stop := r.start()
	for place, id := range ids {
		view := eventually(t, again, "the outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
		intent := intentOf(view, id)
		if left := seen.with(keys[place]); !slices.Equal(left, []string{r.keyText(place)}) {
			t.Errorf("the intent of account %d left with %d keys", place, len(left))
		}
		if spend := view.Spend(intent.Subject); spend.Account != r.accountID(place) || r.postings("spend", intent.Subject) != 1 {
			t.Errorf("it became %+v, posted %d times", spend, r.postings("spend", intent.Subject))
		}
	}
	if seen.count(keys[0]) == before {
		t.Error("nothing was left to send again")
	}
	view := eventually(t, again, "both balances", bothTold)
	if view.Accounts[0].ID != r.accountID(1) || view.Accounts[0].Name != "research" || view.Accounts[1].ID != r.accountID(0) {
		t.Errorf("the accounts are %+v", view.Accounts)
	}
	stop()
}

func TestAnIntentWaitsWhileTheKeyOfItsAccountIsNotThere(t *testing.T) {
	t.Parallel()
	var seen departures
	seen.lose.Store(true)
	r := newRig(t, rigOptions{accounts: 2, faults: seen.middleware})
	engine, stop := r.start()
	request := someSpend(1_000)
	request.Account = "support"
	id, err := engine.AskSpend(t.Context(), "maria", request)
	if err != nil {
		t.Fatal(err)
	}
	key := intentOf(eventually(t, engine, "an unknown outcome", func(v *state.View) bool {
		return intentOf(v, id).State == state.IntentUnknown
	}), id).Key
	stop()
	seen.lose.Store(false)
	before, all := seen.count(key), r.keys
	r.keys = all[:1]
	alone, stop := r.start()
	eventually(t, alone, "an answer", func(v *state.View) bool { return v.Feed.LastPoll.Known() && v.Balance != nil })
	var problem *state.Problem
	if err := alone.Retry(t.Context(), "maria", id); !errors.As(err, &problem) || problem.Outcome != state.NotSent {
		t.Errorf("asking again without the key is answered %v", err)
	}
	if view := alone.View(); !intentOf(view, id).Unresolved() || len(view.Accounts) != 2 || view.Accounts[1].Keyed || view.Account(r.accountID(1)) == nil {
		t.Errorf("without the key the accounts are %+v, the intent %+v", view.Accounts, intentOf(view, id))
	}
	if seen.count(key) != before {
		t.Error("it left with the other account's key")
	}
	stop()
	r.keys = all
	whole, _ := r.start()
	eventually(t, whole, "the outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
}

func TestARevokedKeyOfOneAccountIsNamedWhileTheOtherGoesOn(t *testing.T) {
	t.Parallel()
	var seen departures
	r := newRig(t, rigOptions{accounts: 2, faults: seen.middleware})
	engine, _ := r.start()
	eventually(t, engine, "both balances", bothTold)
	seen.block.Store(r.keyText(1))
	engine.Refresh()
	view := eventually(t, engine, "that one is refused", func(v *state.View) bool { return v.Feed.Mode == state.FeedOffline })
	if view.Feed.Account != "support" || view.Feed.ProblemCode != api.CodeRevokedAPIKey || !strings.HasPrefix(view.Feed.Problem, "support: ") {
		t.Errorf("the header says %+v", view.Feed)
	}
	if view.Accounts[0].Feed.Mode != state.FeedPolling || view.Accounts[1].Feed.Mode != state.FeedOffline {
		t.Errorf("the accounts are %s and %s", view.Accounts[0].Feed.Mode, view.Accounts[1].Feed.Mode)
	}
	asked := r.askAs(0, 60_000)
	eventually(t, engine, "a request of the other", func(v *state.View) bool { return v.Spend(asked.ID) != nil })
	id, err := engine.AskSpend(t.Context(), "maria", someSpend(1_000))
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "the outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	seen.block.Store("")
	eventually(t, engine, "that it is back", func(v *state.View) bool { return v.Feed.Mode == state.FeedPolling && v.Feed.Account == "" })
}

func TestAKeyThatWasRevokedBeforeTheStartKeepsNobodyElseWaiting(t *testing.T) {
	t.Parallel()
	var seen departures
	r := newRig(t, rigOptions{accounts: 2, faults: seen.middleware})
	// The first one, which is what is meant where nobody says which.
	seen.block.Store(r.keyText(0))
	engine, _ := r.start()
	request := someSpend(1_000)
	request.Account = "support"
	id, err := engine.AskSpend(t.Context(), "maria", request)
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "the outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	if len(view.Accounts) != 2 || view.Accounts[0].ID != "" || view.Accounts[0].Name != "research" || view.Feed.Mode != state.FeedOffline {
		t.Errorf("the accounts are %+v, the feed %s", view.Accounts, view.Feed.Mode)
	}
}

func TestTwoKeysOfOneAccountAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{accounts: 1})
	r.keys = []state.AccountKey{{Name: "research", Client: r.client}, {Name: "support", Client: r.clientWith(r.keyText(0))}}
	engine, stop := r.run()
	// Nobody can tell whether there is such an account before both keys were
	// asked, and then the engine has ended.
	nobody := someSpend(1)
	nobody.Account = "growth"
	if _, err := engine.AskSpend(t.Context(), "maria", nobody); err == nil {
		t.Error("an account without a key was taken")
	}
	var problem *state.Problem
	if err := stop(); !errors.Is(err, state.ErrSameAccount) || !errors.As(err, &problem) ||
		!strings.Contains(problem.Happened, "research") || !strings.Contains(problem.Happened, "support") {
		t.Errorf("the treasury ended with %v", err)
	}
}

func TestAJournalOfOneAccountTakesInASecondAndKeepsWhatIsTheFirsts(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{accounts: 2, history: 40})
	all := r.keys
	r.keys = []state.AccountKey{{Client: all[0].Client}}
	engine, stop := r.start()
	view := eventually(t, engine, "the first one's history", func(v *state.View) bool { return v.Spends.Len() == 20 && v.Balance != nil })
	if view.Several() || view.Balance.Account != r.accountID(0) {
		t.Errorf("one account is %+v", view.Accounts)
	}
	stop()
	r.keys = all
	both, stop := r.start()
	view = eventually(t, both, "both histories", func(v *state.View) bool { return v.Spends.Len() == 40 && bothTold(v) })
	of := make(map[string]int)
	for _, spend := range view.Spends.From(0) {
		of[spend.Account]++
	}
	if of[r.accountID(0)] != 20 || of[r.accountID(1)] != 20 {
		t.Errorf("the requests are shared out %v", of)
	}
	stop()
	// With the second one alone it is a journal that knows it.
	r.keys = all[1:]
	second, _ := r.start()
	eventually(t, second, "its balance", func(v *state.View) bool { return v.Balance != nil && v.Balance.Account == r.accountID(1) })
}

func TestATrackedIdIsAskedForWithEachKeyUntilOneKnowsIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{accounts: 2})
	engine, _ := r.start()
	eventually(t, engine, "both balances", bothTold)
	asked := r.askAs(1, 60_000)
	if err := engine.Track(t.Context(), "maria", asked.ID); err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "the request", func(v *state.View) bool {
		return v.Spend(asked.ID) != nil && v.Spend(asked.ID).Account == r.accountID(1)
	})
	if err := engine.Decide(t.Context(), "maria", asked.ID, state.Decision{Decision: state.Approve}); err != nil {
		t.Errorf("deciding it is answered %v", err)
	}
	if err := engine.Track(t.Context(), "maria", "req_nobody"); err == nil {
		t.Error("an id that nobody knows is tracked")
	}
}

func TestKeysOfDifferentTeamsAreNotShownTogether(t *testing.T) {
	t.Parallel()
	one, other := newRig(t, rigOptions{}), newRig(t, rigOptions{})
	folder, err := OpenFolder(one.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	_, err = Open(t.Context(), Options{Folder: folder, Location: time.UTC, Accounts: []state.AccountKey{
		{Name: "research", Client: one.client}, {Name: "support", Client: other.client},
	}})
	var problem *state.Problem
	if !errors.As(err, &problem) || !strings.Contains(problem.Happened, "support") || problem.Outcome != state.NotSent {
		t.Errorf("answered %v", err)
	}
}

func TestALookOnKnowsTheAccountsAndTheirTotal(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{accounts: 2, history: 20})
	engine, _ := r.start()
	view := eventually(t, engine, "both", func(v *state.View) bool { return bothTold(v) && v.Spends.Len() == 20 })
	seen := lookOn(t, r.folder).View()
	if len(seen.Accounts) != 2 || seen.Accounts[1].Name != "support" || seen.Accounts[1].ID != view.Accounts[1].ID ||
		seen.Balance == nil || *seen.Balance.Available != *view.Balance.Available {
		t.Errorf("the onlooker sees %+v and %+v", seen.Accounts, seen.Balance)
	}
}

func TestARefusedWebhookIsCountedWithItsReason(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	body := delivery(t, "1", "", nil)
	if status := r.deliver(body, time.Now()); status != http.StatusOK {
		t.Fatalf("a good one is answered %d", status)
	}
	view := eventually(t, engine, "the good one", func(v *state.View) bool { return v.Feed.LastWebhook.Known() })
	if view.Feed.Refusals.Count != 0 {
		t.Errorf("%+v", view.Feed.Refusals)
	}
	secret, err := webhook.ParseSecret("whsec_of-another-endpoint")
	if err != nil {
		t.Fatal(err)
	}
	r.secret = secret
	for range 3 {
		if status := r.deliver(body, time.Now()); status != http.StatusUnauthorized {
			t.Fatalf("a forged one is answered %d", status)
		}
	}
	view = eventually(t, engine, "the refusals", func(v *state.View) bool { return v.Feed.Refusals.Count == 3 })
	if refused := view.Feed.Refusals; refused.Why != state.RefusedWrong || refused.Last < view.Feed.LastWebhook {
		t.Errorf("%+v", refused)
	}
}

func TestRefusedWebhooksAreKnownBesideARunningTreasuryAndAfterIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, stop := r.start()
	ours := r.secret
	secret, err := webhook.ParseSecret("whsec_of-another-endpoint")
	if err != nil {
		t.Fatal(err)
	}
	r.secret = secret
	for range 3 {
		r.deliver(delivery(t, "1", "", nil), time.Now())
	}
	r.secret = ours
	r.deliver(delivery(t, "1", "", nil), time.Now().Add(-time.Hour))
	eventually(t, engine, "the refusals", func(v *state.View) bool { return v.Feed.Refusals.Count == 4 })
	records, err := Records(r.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	recall := func() []state.RefusalCount {
		known, err := state.RecallRefusals(t.Context(), records)
		if err != nil {
			t.Fatal(err)
		}
		return known.ByKind()
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		if known := recall(); len(known) == 2 && known[0].Kind == state.RefusedWrong && known[0].Count == 3 && known[1].Kind == state.RefusedStale &&
			known[0].First.Known() && known[0].First <= known[0].Last {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("another process knows of %+v", known)
		}
	}
	// What came last before the end is kept, too.
	r.secret = secret
	r.deliver(delivery(t, "1", "", nil), time.Now())
	eventually(t, engine, "one more", func(v *state.View) bool { return v.Feed.Refusals.Count == 5 })
	stop()
	if known := recall(); known[0].Count != 4 {
		t.Errorf("after the end it is %+v", known)
	}
	r.secret = ours
	engine, _ = r.start()
	if refused := engine.View().Feed.Refusals; refused.Count != 5 || refused.Why != state.RefusedWrong {
		t.Errorf("the next start knows of %+v", refused)
	}
}
