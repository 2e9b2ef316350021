package e2e

import (
	"regexp"
	"strings"
	"testing"
)

const (
	enter  = "\r"
	tab    = "\t"
	escape = "\x1b"
	ctrlS  = "\x13"
)

// reference is the accounting reference of a booked swap.
var reference = regexp.MustCompile(`SW-\d{4}-\d{6}`)

func TestTheWholeRoadFromAnEmptyMachineToABookedReceipt(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	coffer := run(t, launch{args: []string{"--data-dir", data, "--agents", "0"}})
	coffer.waitFor("SANDBOX", "Available", "$", "◉ live", "needs approval")

	// A spend, from the form to the bank's own word.
	coffer.press("n")
	coffer.waitFor("Amount")
	coffer.press("600.00", tab, tab, "OpenAI", tab, "model inference for support agent", enter)
	coffer.waitFor("ctrl+s")
	coffer.pressUntil(ctrlS, "A person has to decide it", "OpenAI")
	coffer.leave("New spend ·")

	// Its approval, in the queue.
	coffer.press("2")
	coffer.waitFor("model inference for support agent")
	coffer.press("G", "a")
	coffer.waitFor("Approve this request")
	coffer.rest()
	coffer.press("looks right", tab)
	coffer.rest()
	coffer.press("y")
	coffer.wait("no dialog", func(screen string) bool { return !strings.Contains(screen, "Approve this request") })

	// A swap, from intent to receipt. Its price is held against those of the
	// swaps that the bank lists, once they are read.
	coffer.waitFor("3 Swaps 2")
	coffer.press("s")
	coffer.waitFor("Sell", "USDC", "ETH")
	coffer.press(tab, tab, "1000", enter)
	coffer.waitFor("Firm until", "At least", "Fees")
	coffer.press(enter)
	coffer.waitFor("Policy passed")
	coffer.press(enter)
	coffer.waitFor("execute")
	coffer.pressUntil("execute"+enter, "submitted")
	receipt := coffer.wait("a booked receipt", reference.MatchString)
	booked := reference.FindString(receipt)
	for _, part := range []string{"swap_", "0x"} {
		if !strings.Contains(receipt, part) {
			t.Errorf("the receipt lacks %q:\n%s", part, receipt)
		}
	}
	coffer.leave("Swap ·")
	coffer.press("q")
	if status := coffer.exit(); status != 0 {
		t.Errorf("quitting ended with %d", status)
	}

	// A restart shows the same treasury.
	again := run(t, launch{args: []string{"--data-dir", data, "--agents", "0"}})
	again.waitFor("SANDBOX", "OpenAI")
	again.press("3")
	again.waitFor(booked)
	again.press("4")
	again.waitFor("looks right")
}

func TestAgentsSpendWhileOneLooks(t *testing.T) {
	t.Parallel()
	coffer := run(t, launch{args: []string{"--data-dir", t.TempDir(), "--agents", "3"}})
	screen := coffer.waitFor("SANDBOX", "Spends 80")
	coffer.wait("a new request", func(now string) bool { return strings.Contains(now, "Spends 81") && now != screen })
}
