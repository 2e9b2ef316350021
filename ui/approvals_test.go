package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/state"
)

func TestOnlyAddressesThatWereShownCountAsOpened(t *testing.T) {
	local := func() *fakeTreasury {
		bank := sandboxBank()
		bank.ApprovalHosts = append(bank.ApprovalHosts, "127.0.0.1:8787")
		fake := newFake(bank)
		fake.put(state.Changes{Spends: []*state.Spend{request("req_01jwxabc9f2", state.NeedsApproval, 60_000, "OpenAI", "inference", 12*time.Minute)}})
		return fake
	}
	within(t, local, 120, 40, func(d *dashboard) {
		d.options.Browser = nil
		third := request("req_third", state.NeedsApproval, 31_000, "AWS", "load test", 7*time.Minute)
		third.ApprovalURL = "http://127.0.0.1:8787/approvals/req_third"
		d.put(state.Changes{Spends: []*state.Spend{
			request("req_second", state.NeedsApproval, 30_000, "Hetzner", "load test", 8*time.Minute), third,
		}})
		d.press("2", "space", "space", "space", "O")
		d.shows("Approval page 1 of 3", "$600.00  OpenAI", "on a device of yours")
		if want := []string{"req_01jwxabc9f2"}; !slices.Equal(d.treasury.opened, want) {
			t.Errorf("noted %v, want %v", d.treasury.opened, want)
		}
		d.press("enter")
		d.shows("Approval page 2 of 3", "$300.00  Hetzner")
		d.press("esc")
		if want := []string{"req_01jwxabc9f2", "req_second"}; !slices.Equal(d.treasury.opened, want) {
			t.Errorf("noted %v, want %v", d.treasury.opened, want)
		}
		if want := []string{"req_third"}; !slices.Equal(d.queue.Marked(), want) {
			t.Errorf("still marked %v, want %v", d.queue.Marked(), want)
		}
		d.press("O")
		d.shows("$310.00  AWS", "in a browser on this machine")
	})
}

// shows holds the frame against what has to stand in it.
func (d *dashboard) shows(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(d.plain(), text) {
			d.t.Errorf("%q is not said:\n%s", text, d.plain())
		}
	}
}
