package treasury

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"coffer/api"
	"coffer/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func uuidFor(t *testing.T) string {
	t.Helper()
	return uuid.NewString()
}

func TestASpendOfAnAgentArrivesByWebhookAndSoDoesItsApproval(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	asked := r.ask(60_000)
	if asked.Status != api.NeedsApproval {
		t.Fatalf("the bank answered %s", asked.Status)
	}
	view := eventually(t, engine, "the new request", func(v *state.View) bool {
		spend := v.Spend(asked.ID)
		return spend != nil && spend.LastSource == state.SourceWebhook
	})
	if view.Waiting.Count != 1 || view.Queue.Len() != 1 || view.Feed.Mode != state.FeedLive {
		t.Errorf("waiting %d, queue %d, feed %s", view.Waiting.Count, view.Queue.Len(), view.Feed.Mode)
	}
	if _, err := r.client.DecideSpend(t.Context(), asked.ID, api.Decision{Decision: api.Approve, Reason: "fine"}); err != nil {
		t.Fatal(err)
	}
	view = eventually(t, engine, "the approval", func(v *state.View) bool { return v.Spend(asked.ID).Status == api.Approved })
	if view.Waiting.Count != 0 {
		t.Errorf("%d still wait", view.Waiting.Count)
	}
	if view.Queue.Len() != 1 {
		t.Error("the decided request left the queue at once")
	}
	trail, err := engine.Trail(t.Context(), asked.ID)
	if err != nil || len(trail) < 2 {
		t.Fatalf("trail %v, %v", trail, err)
	}
}

func TestWebhooksArriveWhereTheClockIsTenMinutesWrong(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"slow": 10 * time.Minute, "fast": -10 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{webhooks: true, ahead: ahead})
			engine, _ := r.start()
			eventually(t, engine, "the bank's time", func(v *state.View) bool { return v.Balance != nil })
			asked := r.ask(60_000)
			eventually(t, engine, "the webhook", func(v *state.View) bool {
				return v.Feed.Mode == state.FeedLive && v.Spend(asked.ID) != nil
			})
		})
	}
}

func TestWithoutWebhooksThePollerFindsBothAndTheFeedSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	asked := r.ask(60_000)
	view := eventually(t, engine, "the new request", func(v *state.View) bool { return v.Spend(asked.ID) != nil })
	if view.Feed.Mode == state.FeedLive || view.Feed.Receiving {
		t.Errorf("the feed calls itself %s", view.Feed.Mode)
	}
	if _, err := r.client.DecideSpend(t.Context(), asked.ID, api.Decision{Decision: api.Decline, Reason: "no"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "the decline", func(v *state.View) bool { return v.Spend(asked.ID).Status == api.Declined })
}

func TestTheHistoryOfANewBankArrivesWhole(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true, history: 80})
	engine, stop := r.start()
	view := eventually(t, engine, "80 requests and two swaps", func(v *state.View) bool {
		return v.Spends.Len() == 80 && v.Swaps.Len() == 2 && v.Balance != nil
	})
	if view.Waiting.Count == 0 {
		t.Error("nothing waits for approval")
	}
	for _, swap := range view.Swaps.From(0) {
		if swap.Reference == "" {
			t.Errorf("the confirmed swap %s is not booked", swap.ID)
		}
	}
	stop()
	again, _ := r.start()
	if got := again.View(); got.Spends.Len() != 80 || got.Swaps.Len() != 2 || got.Swaps.At(0).Reference != view.Swaps.At(0).Reference {
		t.Errorf("after a restart: %d requests, %d swaps", got.Spends.Len(), got.Swaps.Len())
	}
}

func TestAListThatIsntReadYetIsNeverSaidToBeNone(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{history: 80})
	engine, _ := r.start()
	said := false
	eventually(t, engine, "the bank's list", func(v *state.View) bool {
		said = said || v.Coverage() == state.CoverageOwn
		return v.Coverage() == state.CoverageWhole
	})
	if said {
		t.Error("before its list was read, the sandbox was said to have none")
	}
}

func TestASpendAskedHereIsOnDiskBeforeItIsSent(t *testing.T) {
	t.Parallel()
	var folder atomic.Value
	var unrecorded atomic.Int32
	r := newRig(t, rigOptions{faults: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if request.Method == http.MethodPost && request.URL.Path == "/v1/spend" {
				key := request.Header.Get("Idempotency-Key")
				wal, _ := os.ReadFile(filepath.Join(folder.Load().(string), "journal.db-wal"))
				if !strings.Contains(string(wal), key) {
					unrecorded.Add(1)
				}
			}
			next.ServeHTTP(w, request)
		})
	}})
	folder.Store(r.folder)
	engine, _ := r.start()
	id, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{AmountCents: 12_000, Currency: "usd", MerchantName: "AWS", Reason: "GPU"})
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "the outcome", func(v *state.View) bool { return !intentOf(v, id).Unresolved() })
	intent := intentOf(view, id)
	if intent.State != state.IntentDone || intent.Subject == "" || view.Spend(intent.Subject).Status != api.Approved {
		t.Errorf("the intent ended %+v", intent)
	}
	if unrecorded.Load() > 0 {
		t.Error("a request left before its intent was on disk")
	}
}

func TestALostAnswerIsAskedAgainWithTheSameKeyAndPaysOnce(t *testing.T) {
	t.Parallel()
	var lost atomic.Int32
	r := newRig(t, rigOptions{faults: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if request.Method == http.MethodPost && request.URL.Path == "/v1/spend" && lost.Add(1) <= 2 {
				// The bank takes it, and the answer is lost on the way.
				next.ServeHTTP(nowhere{http.Header{}}, request)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, request)
		})
	}})
	engine, _ := r.start()
	id, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{AmountCents: 12_000, Currency: "usd", MerchantName: "AWS", Reason: "GPU"})
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "the outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	if got := r.postings("spend", intentOf(view, id).Subject); got != 1 {
		t.Errorf("the ledger holds the spend %d times", got)
	}
	if lost.Load() < 3 {
		t.Errorf("only %d tries: nothing was lost", lost.Load())
	}
}

func TestARefusalOfTheBankIsARefusal(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	id, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{AmountCents: 99_999_999_00, Currency: "usd", MerchantName: "AWS", Reason: "GPU"})
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "the outcome", func(v *state.View) bool { return !intentOf(v, id).Unresolved() })
	if intent := intentOf(view, id); intent.State != state.IntentRefused || intent.Code == "" || intent.Problem == "" {
		t.Errorf("the intent ended %+v", intent)
	}
}

func TestASwapGoesFromQuoteToABookedReceiptThatARestartKeeps(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, stop := r.start()
	id := r.executeSwap(engine)
	view := eventually(t, engine, "the booked swap", func(v *state.View) bool {
		swap := v.Swap(intentOf(v, id).Subject)
		return swap != nil && swap.Reference != ""
	})
	swap := view.Swap(intentOf(view, id).Subject)
	if swap.TxHash == "" || swap.Provider == "" || swap.Terms == nil || swap.Terms.ConfirmedBy != "maria" || swap.Status != api.SwapConfirmed {
		t.Errorf("the receipt is not whole: %+v", swap)
	}
	if got := r.postings("swap", swap.ID); got != 1 {
		t.Errorf("the ledger holds the swap %d times", got)
	}
	stop()
	again, _ := r.start()
	if kept := again.View().Swap(swap.ID); kept == nil || kept.Reference != swap.Reference || kept.Terms == nil {
		t.Errorf("after a restart the receipt is %+v", kept)
	}
}

func TestAnUnansweredExecuteIsUnknownLocksTheTokenAndIsResolvedByItsOwnKey(t *testing.T) {
	t.Parallel()
	var deaf atomic.Bool
	deaf.Store(true)
	r := newRig(t, rigOptions{quoteTTL: 5 * time.Second, faults: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if request.URL.Path == "/v1/swap/execute" && deaf.Load() {
				next.ServeHTTP(nowhere{http.Header{}}, request)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, request)
		})
	}})
	engine, stop := r.start()
	terms := r.checkedTerms(engine)
	id, err := engine.Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "an unknown outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentUnknown })
	second := r.checkedTerms(engine)
	var problem *state.Problem
	if _, err := engine.Execute(t.Context(), "maria", second); !errors.As(err, &problem) || problem.Outcome != state.NotSent {
		t.Errorf("a second swap of the same token was answered %v", err)
	}
	stop()
	deaf.Store(false)
	again, _ := r.start()
	if again.View().LockedBy("", "USDC") == nil {
		t.Fatal("the restart forgot the lock")
	}
	eventually(t, again, "the end of the quote or the answer", func(v *state.View) bool {
		intent := intentOf(v, id)
		return intent.State == state.IntentDone || intent.Stale(state.MomentOf(time.Now()))
	})
	if err := again.Retry(t.Context(), "maria", id); err != nil && intentOf(again.View(), id).Unresolved() {
		t.Fatal(err)
	}
	view := eventually(t, again, "the booked swap", func(v *state.View) bool {
		swap := v.Swap(intentOf(v, id).Subject)
		return swap != nil && swap.Reference != ""
	})
	if got := r.postings("swap", intentOf(view, id).Subject); got != 1 {
		t.Errorf("the ledger holds the swap %d times", got)
	}
}

func TestTheEngineStopsWithinASecondWhileTheBankHangs(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := newRig(t, rigOptions{faults: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if request.Method == http.MethodGet {
				next.ServeHTTP(w, request)
				return
			}
			select {
			case <-release:
			case <-request.Context().Done():
			}
		})
	}})
	engine, stop := r.start()
	if _, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{AmountCents: 100, Currency: "usd", MerchantName: "AWS", Reason: "GPU"}); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	select {
	case <-stopped:
	case <-time.After(patience):
		t.Fatal("the engine hangs with the bank")
	}
	close(release)
}

func TestASecondCofferOnTheSameFolderIsTurnedAway(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	folder, err := OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if _, err := OpenFolder(path); !errors.Is(err, ErrInUse) {
		t.Errorf("the second got %v", err)
	}
}

func TestADamagedJournalIsCalledDamaged(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	if err := os.WriteFile(filepath.Join(r.folder, JournalFile), []byte(strings.Repeat("not a journal ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, err := OpenFolder(r.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	_, err = Open(t.Context(), Options{Folder: folder, Accounts: []state.AccountKey{{Client: r.client}}, Location: time.UTC})
	var problem *state.Problem
	if !errors.As(err, &problem) || !strings.Contains(problem.Happened, "damaged") || problem.Advice == "" {
		t.Errorf("got %v", err)
	}
}

func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	asked := r.ask(1_000)
	eventually(t, engine, "the request", func(v *state.View) bool { return v.Spend(asked.ID) != nil })
	entries, err := os.ReadDir(r.folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", entry.Name(), info.Mode())
		}
	}
}

// nowhere swallows an answer.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}

func intentOf(view *state.View, id string) *state.Intent {
	for _, intent := range view.Intents {
		if intent.ID == id {
			return intent
		}
	}
	return &state.Intent{State: state.IntentRecorded}
}

func (r *rig) checkedTerms(engine *state.Engine) *state.SwapTerms {
	r.t.Helper()
	terms, err := engine.Quote(r.t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1000.00"})
	if err != nil {
		r.t.Fatal(err)
	}
	checked, err := engine.CheckPolicy(r.t.Context(), terms)
	if err != nil {
		r.t.Fatal(err)
	}
	if !checked.Policy.Allows() {
		r.t.Fatalf("the policy says %s: %v", checked.Policy, checked.PolicyReasons)
	}
	checked.Accepted = checked.Typed()
	return checked
}

func (r *rig) executeSwap(engine *state.Engine) string {
	r.t.Helper()
	id, err := engine.Execute(r.t.Context(), "maria", r.checkedTerms(engine))
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

// postings counts the ledger's entries for a record.
func (r *rig) postings(kind, ref string) int {
	r.t.Helper()
	answer, err := r.client.Ledger(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	count := 0
	for _, entry := range answer.Value.Entries {
		if entry.Kind == kind && entry.Ref == ref {
			count++
		}
	}
	return count
}
