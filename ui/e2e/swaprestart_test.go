package e2e

import (
	"net/http"
	"testing"
	"time"
)

// TestRoadRestartInEveryState kills the program in each step. What was not
// confirmed is never sent, and what was is made once.
func TestRoadRestartInEveryState(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		ends ending
		play func(d *swapDesk)
	}{
		{"editing", neverSent, func(d *swapDesk) {
			d.press("s")
			d.waitFor("Sell", "USDC")
			d.press(tab, "usdt", tab, "1000")
			d.waitFor("= 1,000.00 USDC")
		}},
		{"expired", neverSent, func(d *swapDesk) {
			d.meddler.wish(quotePath, "Dino-Sandbox-Quote", "ttl=1s")
			d.quote("1000")
			d.waitFor("EXPIRED")
		}},
		{"blocked", neverSent, func(d *swapDesk) {
			d.meddler.wish(policyPath, "Dino-Sandbox-Policy", "fail")
			d.quote("1000")
			d.press(enter)
			d.waitFor("Policy failed")
		}},
		{"unchecked", neverSent, func(d *swapDesk) {
			d.meddler.meet(policyPath, lostBefore)
			d.quote("1000")
			d.press(enter)
			d.waitFor("COULD NOT CHECK")
		}},
		{"costly", neverSent, func(d *swapDesk) {
			d.meddler.wish(quotePath, "Dino-Sandbox-Quote", "impact=1200")
			d.quote("1000")
			d.waitFor("VERY LARGE COST")
			d.check()
			d.press(enter)
			d.waitFor("to go on")
			d.press("12.36")
			d.glance()
		}},
		{"refused", booksNothing, func(d *swapDesk) {
			d.meddler.wish(executePath, "Dino-Sandbox-Fault", "insufficient_wallet_balance")
			d.quote("1000")
			d.check()
			d.confirm()
			d.send()
			d.waitFor("REFUSED", "[insufficient_wallet_balance]")
		}},
		{"failed", booksNothing, func(d *swapDesk) {
			d.quote("1013")
			d.check()
			d.confirm()
			d.send()
			d.waitFor("failed on chain")
		}},
		{"quoted", neverSent, func(d *swapDesk) { d.quote("1000") }},
		{"repriced", neverSent, func(d *swapDesk) {
			d.quote("1000")
			d.meddler.wish(quotePath, "Dino-Sandbox-Quote", "drift=-40")
			d.press("r")
			d.waitFor("PRICE CHANGED")
		}},
		{"cleared", neverSent, func(d *swapDesk) { d.quote("1000"); d.check() }},
		{"confirm", neverSent, func(d *swapDesk) {
			d.quote("1000")
			d.check()
			d.confirm()
			d.press("execute")
			d.glance()
		}},
		{"executing", booksOnce, func(d *swapDesk) {
			held := make(chan struct{})
			d.t.Cleanup(func() { close(held) })
			d.meddler.meet(executePath, once(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
				select {
				case <-held:
				case <-r.Context().Done():
				}
				panic(http.ErrAbortHandler)
			}))
			d.quote("1000")
			d.check()
			d.confirm()
			d.send()
			d.waitFor("sending")
		}},
		{"unknown", booksOnce, func(d *swapDesk) {
			d.meddler.meet(executePath, once(lostAfter))
			d.quote("1000")
			d.check()
			d.confirm()
			d.send()
			d.waitFor("OUTCOME UNKNOWN")
		}},
		{"submitted", booksOnce, func(d *swapDesk) {
			d.quote("1000")
			d.check()
			d.confirm()
			d.send()
			d.waitFor("submitted")
		}},
		{"booked", booksOnce, func(d *swapDesk) { d.quote("1000"); d.toBooked() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := openSwapDesk(t)
			c.play(d)
			d.kill()
			d.start(t)
			d.press("3")
			if c.ends == booksOnce {
				d.booked()
				d.holdsOnce()
				d.meddler.oneKey()
				return
			}
			// Long enough for a send that should not be.
			time.Sleep(500 * time.Millisecond)
			d.holdsNone()
			if d.meddler.sent() != int(c.ends) {
				t.Errorf("it was sent %d times", d.meddler.sent())
			}
		})
	}
}

// ending is how often a swap that a restart cut short was sent, unless it is
// to be booked.
type ending int

const (
	neverSent    ending = 0
	booksNothing ending = 1
	booksOnce    ending = 2
)
