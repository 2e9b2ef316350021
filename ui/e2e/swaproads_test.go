package e2e

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// swapDesk is the program over a real bank with a meddler between them.
type swapDesk struct {
	*terminal
	meddler *meddler
	data    string
	// confirmed is the screen on which the word is asked for.
	confirmed string
}

func openSwapDesk(t *testing.T) *swapDesk {
	t.Helper()
	d := &swapDesk{meddler: meddleWith(t, startBank(t)), data: t.TempDir()}
	d.start(t)
	return d
}

func (d *swapDesk) start(t *testing.T) {
	t.Helper()
	d.terminal = run(t, launch{args: []string{"--data-dir", d.data}, env: d.meddler.env()})
	d.waitFor("SANDBOX", "Available", "$")
}

// quote asks for a price between two dollars, which don't move by themselves.
func (d *swapDesk) quote(amount string) {
	d.t.Helper()
	d.press("s")
	d.waitFor("Sell", "USDC")
	d.press(tab, "usdt", tab, amount, enter)
	d.waitFor("Firm until")
}

func (d *swapDesk) check() {
	d.t.Helper()
	d.press(enter)
	d.waitFor("Policy passed")
}

// confirm goes as far as the word, and keeps what was shown with it.
func (d *swapDesk) confirm() {
	d.t.Helper()
	d.press(enter)
	d.confirmed = d.waitFor("type execute to swap")
}

func (d *swapDesk) send() { d.press("execute", enter) }

func (d *swapDesk) booked() {
	d.t.Helper()
	d.wait("a booked receipt", reference.MatchString)
}

func (d *swapDesk) toBooked() {
	d.t.Helper()
	d.check()
	d.confirm()
	d.send()
	d.booked()
}

// holdsOnce checks that the bank made one swap, of the figures that were shown
// when it was confirmed.
func (d *swapDesk) holdsOnce() {
	d.t.Helper()
	swaps, shown := d.meddler.swaps(), figures(d.confirmed)
	if len(swaps) != 1 || len(shown) != 2 || !maps.Equal(swaps[0], shown) {
		d.t.Errorf("the ledger holds %v; confirmed was %v on\n%s", swaps, shown, d.confirmed)
	}
}

func (d *swapDesk) holdsNone() {
	d.t.Helper()
	if swaps := d.meddler.swaps(); len(swaps) != 0 {
		d.t.Errorf("the ledger holds %v:\n%s", swaps, d.text())
	}
}

func TestRoadExpiredWhileReading(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.wish(quotePath, "Dino-Sandbox-Quote", "ttl=2s")
	d.quote("1000")
	d.waitFor("EXPIRED", "execute — disabled: quote expired, r to re-quote", "1,000.00")
	d.press(enter)
	d.meddler.wish(quotePath, "", "")
	d.press("r")
	d.waitFor("Firm until", "left")
	if d.meddler.sent() != 0 {
		t.Error("something was executed before any word")
	}
	d.toBooked()
	d.holdsOnce()
}

func TestRoadExpiredBetweenConfirmAndSend(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.wish(quotePath, "Dino-Sandbox-Quote", "ttl=10s")
	d.meddler.meet(executePath, d.meddler.late)
	d.quote("1000")
	d.check()
	d.confirm()
	d.send()
	d.waitFor("[quote_expired]", "No money moved", "r to re-quote", "1,000.00")
	d.holdsNone()
	d.meddler.wish(quotePath, "", "")
	d.meddler.meet(executePath, nil)
	d.press("r")
	d.waitFor("Firm until")
	d.toBooked()
	d.holdsOnce()
}

func TestRoadWorsePrice(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.quote("1000")
	d.check()
	d.meddler.wish(quotePath, "Dino-Sandbox-Quote", "drift=-40")
	d.press("r")
	d.waitFor("PRICE CHANGED", "(−0.40 %)", "Nothing goes on until a accepts it")
	d.press(enter)
	d.waitFor("the price is worse, a accepts it")
	d.press("a")
	d.wait("acceptance", func(screen string) bool { return !strings.Contains(screen, "Nothing goes on") })
	// The verdict on the earlier price is void: enter asks for one, and not for the word.
	d.toBooked()
	d.holdsOnce()
}

func TestRoadBetterPrice(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.quote("1000")
	d.meddler.wish(quotePath, "Dino-Sandbox-Quote", "drift=40")
	d.press("r")
	d.waitFor("Better price", "(+0.40 %)")
	d.toBooked()
	d.holdsOnce()
}

func TestRoadPolicyFails(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.wish(policyPath, "Dino-Sandbox-Policy", "fail")
	d.quote("1000")
	d.press(enter)
	d.waitFor("Policy failed", "nothing overrides that", "✕ Asked for by the")
	d.press(enter)
	d.waitFor("the policy blocks it")
	if d.meddler.sent() != 0 {
		t.Error("a blocked quote was executed")
	}
	d.meddler.wish(policyPath, "", "")
	d.press("c")
	d.waitFor("Policy passed")
	d.confirm()
	d.send()
	d.booked()
	d.holdsOnce()
}

func TestRoadPolicyWarns(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.wish(policyPath, "Dino-Sandbox-Policy", "warn")
	d.quote("1000")
	d.press(enter)
	d.waitFor("passed with a warning", "▲ Asked for by the")
	d.confirm()
	d.send()
	d.booked()
	d.holdsOnce()
}

func TestRoadPolicyUnreachable(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.meet(policyPath, lostBefore)
	d.quote("1000")
	d.press(enter)
	d.waitFor("COULD NOT CHECK", "That is no verdict")
	d.meddler.meet(policyPath, nil)
	d.toBooked()
	d.holdsOnce()
}

func TestRoadPolicyChangesItsMindAtTheLastMoment(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.wish(executePath, "Dino-Sandbox-Policy", "fail")
	d.quote("1000")
	d.check()
	d.confirm()
	d.send()
	d.waitFor("[policy_blocked]", "enter checks the policy again", "1,000.00")
	d.holdsNone()
	d.meddler.wish(executePath, "", "")
	d.toBooked()
	d.holdsOnce()
}

func TestRoadQuoteTakenByAnotherSwap(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.meet(executePath, once(func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		// Another program executes the quote first, with a key of its own.
		ours, _ := io.ReadAll(r.Body)
		theirs := strings.NewReplacer(`"idemp_`, `"idemp_other_`, `"confirm_`, `"confirm_other_`).Replace(string(ours))
		first := r.Clone(r.Context())
		first.Header.Del("Idempotency-Key")
		first.Body, first.ContentLength = io.NopCloser(strings.NewReader(theirs)), int64(len(theirs))
		forward.ServeHTTP(httptest.NewRecorder(), first)
		r.Body = io.NopCloser(bytes.NewReader(ours))
		forward.ServeHTTP(w, r)
	}))
	d.quote("1000")
	d.check()
	d.confirm()
	d.send()
	// Whether the swap that took the quote is ours, the answer doesn't say.
	d.waitFor("OUTCOME UNKNOWN", "quote_already_executed", "1,000.00")
	d.waitFor("The bank lists a swap of this quote")
	// Its posting is made as it settles.
	d.wait("one swap in the ledger", func(string) bool { return len(d.meddler.swaps()) == 1 })
}

func TestRoadExecuteLostBeforeTheBankTookIt(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.meet(executePath, once(lostBefore))
	d.unknownToBooked()
}

func TestRoadExecuteLostAfterTheBankTookIt(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.meet(executePath, once(lostAfter))
	d.unknownToBooked()
}

// unknownToBooked sends a swap whose first answer is lost, and waits for the
// replay with the same key to tell.
func (d *swapDesk) unknownToBooked() {
	d.t.Helper()
	d.quote("1000")
	d.check()
	d.confirm()
	d.send()
	d.waitFor("OUTCOME UNKNOWN", "funds may have moved", "Next try in")
	d.booked()
	d.holdsOnce()
	d.meddler.oneKey()
	if d.meddler.sent() < 2 {
		d.t.Error("the lost answer was not asked for again")
	}
}

func TestRoadUnknownLockedAndUnlocked(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.meet(executePath, lostBefore)
	d.quote("1000")
	d.check()
	d.confirm()
	d.send()
	d.waitFor("OUTCOME UNKNOWN", "No other swap of USDC")
	// A restart shows it, locked as before.
	d.kill()
	d.start(d.t)
	d.waitFor("OUTCOME UNKNOWN — funds may have moved")
	d.quote("500")
	d.waitFor("LOCKED", "an earlier swap of USDC has no known outcome")
	// Back to the fields, then out.
	d.press(escape)
	d.rest()
	d.leave("Swap ·")
	d.press("3")
	d.waitFor("OUTCOME UNKNOWN")
	d.press("u")
	d.waitFor("Lift the lock on USDC", "Type unlock")
	d.press("the desk says it never came", enter, "unlock", enter)
	d.wait("no dialog", func(screen string) bool { return !strings.Contains(screen, "Lift the lock on") })
	d.waitFor("lock lifted by")
	d.kill()
	d.start(d.t)
	d.waitFor("OUTCOME UNKNOWN", "lock lifted by")
	d.meddler.meet(executePath, d.meddler.lostAgain())
	d.quote("500")
	d.toBooked()
	d.holdsOnce()
}

func TestRoadAVeryLargeCostIsTypedBeforeTheWord(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.meddler.wish(quotePath, "Dino-Sandbox-Quote", "impact=1200")
	d.quote("1000")
	cost := typedCost.FindStringSubmatch(d.waitFor("VERY LARGE COST", "price impact 12.00 %"))
	if cost == nil {
		t.Fatalf("no percent:\n%s", d.text())
	}
	d.check()
	d.press(enter)
	d.waitFor("type " + cost[1] + " to go on")
	d.press("execute", enter)
	d.waitFor("That is not what was asked for")
	if d.meddler.sent() != 0 {
		t.Error("the word alone sent it")
	}
	d.press(cost[1])
	d.confirm()
	d.send()
	d.booked()
	d.holdsOnce()
}

// typedCost is the percent that a very large cost comes to.
var typedCost = regexp.MustCompile(`VERY LARGE COST ([0-9]+\.[0-9]{2}) %`)

func TestRoadFailedOnChain(t *testing.T) {
	t.Parallel()
	d := openSwapDesk(t)
	d.quote("1013")
	d.check()
	d.confirm()
	d.send()
	d.waitFor("failed on chain", "the bank booked no trade")
	d.holdsNone()
	if d.meddler.sent() != 1 {
		t.Errorf("it was sent %d times", d.meddler.sent())
	}
}
