package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/state"
)

func TestOnlyAddressesThatWereTakenCountAsOpened(t *testing.T) {
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
		d.noted()
		d.press("y")
		d.shows("Approval page 1 of 3", "address copied")
		d.noted("req_01jwxabc9f2")
		d.press("n")
		d.shows("Approval page 2 of 3", "$300.00  Hetzner")
		d.noted("req_01jwxabc9f2")
		d.press("enter")
		d.shows("Approval page 3 of 3", "$310.00  AWS")
		d.noted("req_01jwxabc9f2", "req_second")
		d.press("esc")
		if want := []string{"req_third"}; !slices.Equal(d.queue.Marked(), want) {
			t.Errorf("still marked %v, want %v", d.queue.Marked(), want)
		}
		d.press("O")
		d.shows("$310.00  AWS", "in a browser on this machine")
	})
}

// noted holds what is written down as opened against what should be.
func (d *dashboard) noted(want ...string) {
	d.t.Helper()
	d.treasury.mu.Lock()
	defer d.treasury.mu.Unlock()
	if !slices.Equal(d.treasury.opened, want) {
		d.t.Errorf("noted %v, want %v", d.treasury.opened, want)
	}
}

// TestWhereNoBrowserStartsEverythingStaysOnTheRequest has a browser that fails,
// and none at all.
func TestWhereNoBrowserStartsEverythingStaysOnTheRequest(t *testing.T) {
	for name, browser := range map[string]func(string) error{
		"none":  nil,
		"fails": func(string) error { return errors.New("no display") },
	} {
		for where, into := range map[string][]string{"list": {"2"}, "details": {"2", "enter"}} {
			t.Run(name+" in the "+where, func(t *testing.T) {
				within(t, pendingTreasury, 120, 36, func(d *dashboard) {
					d.options.Browser = browser
					d.press(into...)
					first := d.spend().ID
					d.press("o")
					d.shows("The approval page", first)
					d.noted()
					if got := d.spend().ID; got != first || strings.Contains(d.plain(), "opened the") {
						t.Errorf("it went on to %s:\n%s", got, d.plain())
					}
					d.press("esc")
					d.noted()
					if got := d.spend().ID; got != first || strings.Contains(d.plain(), "opened") {
						t.Errorf("it went on to %s:\n%s", got, d.plain())
					}
					d.press("o", "enter")
					d.noted(first)
					if got := d.spend().ID; got == first {
						t.Error("it stays on what was opened")
					}
				})
			})
		}
	}
}

func TestABrowserThatRunsOnCountsAsStarted(t *testing.T) {
	within(t, pendingTreasury, 120, 36, func(d *dashboard) {
		closed := make(chan struct{})
		d.options.Browser = func(string) error { <-closed; return nil }
		d.press("2")
		first := d.spend().ID
		d.press("o")
		d.noted()
		time.Sleep(browserStart)
		d.noted(first)
		close(closed)
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

// TestARequestThatCameByWebhookIsOpenedAtTheSettingsPage has a request whose
// page the bank hasn't told, as with a webhook.
func TestARequestThatCameByWebhookIsOpenedAtTheSettingsPage(t *testing.T) {
	const page = "https://app.dino.id/agents/approvals?spendRequestId=req%20webhook"
	arrived := request(state.SafeID("req webhook"), state.NeedsApproval, 60_000, "Northwind", "inference", time.Minute)
	arrived.ApprovalURL = ""
	over := func(environment state.Environment) func() *fakeTreasury {
		return func() *fakeTreasury {
			bank := sandboxBank()
			bank.Environment, bank.ApprovalPattern = environment, "https://app.dino.id/agents/approvals?spendRequestId={id}"
			fake := newFake(bank)
			fake.put(state.Changes{Spends: []*state.Spend{arrived}})
			return fake
		}
	}
	within(t, over(state.Test), 120, 36, func(d *dashboard) {
		d.press("2", "o")
		if want := []string{page}; !slices.Equal(d.visited, want) {
			t.Errorf("visited %v, want %v\n%s", d.visited, want, d.plain())
		}
		d.options.Browser = nil
		d.press("g", "o")
		d.shows("$600.00  Northwind", page)
	})
	within(t, over(state.Sandbox), 120, 36, func(d *dashboard) {
		d.press("2", "o")
		if d.shows("is being asked for"); len(d.visited) != 0 {
			t.Errorf("visited %v", d.visited)
		}
	})
}
