package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"coffer/state"
)

// severalTreasury has three accounts, of which one has no key any more.
func severalTreasury() *fakeTreasury {
	fake := newFake(sandboxBank())
	polling := state.Feed{Mode: state.FeedPolling, Receiving: true, LastPoll: ago(14 * time.Second)}
	fake.book.SetAccounts([]state.Account{
		{ID: "agent_research", Name: "research", Keyed: true, Feed: polling},
		{ID: "agent_support", Name: "support", Keyed: true, Feed: polling},
		{ID: "agent_01jwx000000gone"},
	}, ago(0))
	support := balance()
	support.Account, support.BudgetLeft, support.Spent = "agent_support", cents(900_000), cents(100_000)
	of := func(account string, spend *state.Spend) *state.Spend {
		spend.Account = account
		return spend
	}
	fake.put(state.Changes{
		Balances: []*state.Balance{balance(), support},
		Spends: []*state.Spend{
			request("req_01jwxabc9f2", state.NeedsApproval, 60_000, "OpenAI", "model inference for support agent", 12*time.Minute),
			of("agent_support", request("req_01jwxabca01", state.NeedsApproval, 45_000, "Zendesk", "annual add-on", 20*time.Minute)),
			of("agent_01jwx000000gone", request("req_01jwxabc77c", state.Approved, 9_000, "AWS", "GPU runtime", time.Hour)),
		},
		Swaps: []*state.Swap{{
			ID: "swap_01jwxabc4d1", Status: state.SwapConfirmed, Account: "agent_support", Provider: "0x", Reference: "SW-2026-000018",
			SubmittedAt: ago(time.Hour), SettledAt: ago(59 * time.Minute),
		}},
	})
	fake.book.SetFeed(polling)
	return fake
}

func TestSeveralAccountsOnEveryScreen(t *testing.T) {
	for name, keys := range map[string][]string{
		"spends": nil, "queue": {"2"}, "details": {"2", "enter"}, "connection": {"i"}, "newspend": {"n"},
		"swaps": {"3"}, "swap": {"3", "enter"},
	} {
		t.Run(name, func(t *testing.T) {
			within(t, severalTreasury, 120, 36, func(d *dashboard) {
				d.press(keys...)
				golden.RequireEqual(t, d.plain())
			})
		})
	}
	t.Run("narrow", func(t *testing.T) {
		within(t, severalTreasury, 80, 24, func(d *dashboard) { golden.RequireEqual(t, d.plain()) })
	})
}

// teamTreasury has one key, and the webhooks of a team that has other accounts.
func teamTreasury() *fakeTreasury {
	fake := newFake(sandboxBank())
	feed := state.Feed{Mode: state.FeedLive, Receiving: true, LastWebhook: ago(time.Second), LastPoll: ago(14 * time.Second)}
	fake.book.SetAccounts([]state.Account{{ID: "agent_research", Keyed: true, Feed: feed}}, ago(0))
	other := func(spend *state.Spend) *state.Spend {
		spend.Account = "agent_01jwx000000other"
		return spend
	}
	fake.put(state.Changes{
		Balances: []*state.Balance{balance()},
		Spends: []*state.Spend{
			request("req_01jwxabc9f2", state.NeedsApproval, 60_000, "OpenAI", "model inference for support agent", 12*time.Minute),
			request("req_01jwxabc9f3", state.Approved, 1_100, "AWS", "GPU", time.Minute),
			other(request("req_01jwxabca01", state.NeedsApproval, 45_000, "Zendesk", "annual add-on", 20*time.Minute)),
			other(request("req_01jwxabc77c", state.Approved, 9_000, "AWS", "GPU runtime", time.Hour)),
		},
	})
	fake.book.SetFeed(feed)
	return fake
}

// TestOtherAccountsOfTheTeamAreNamedAndNotUnderThisBudget has one key, and
// webhooks that bring the requests of all.
func TestOtherAccountsOfTheTeamAreNamedAndNotUnderThisBudget(t *testing.T) {
	for name, keys := range map[string][]string{"spends": nil, "queue": {"2"}, "charts": {"5"}, "details": {"2", "enter"}} {
		for _, size := range [][2]int{{120, 36}, {80, 24}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				within(t, teamTreasury, size[0], size[1], func(d *dashboard) {
					d.press(keys...)
					golden.RequireEqual(t, d.plain())
					d.fits(size[0], size[1])
				})
			})
		}
	}
	within(t, teamTreasury, 120, 36, func(d *dashboard) {
		d.shows("ACCOUNT", "agent_", "2 requests, 1 of other", "$11.00 spent", "+ $90.00 of other")
		if d.book.BalanceOf("agent_01jwx000000other") != nil || d.book.BalanceOf("agent_research") == nil {
			t.Error("a request of another account counts under this key's budget")
		}
	})
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		if strings.Contains(d.plain(), "ACCOUNT") {
			t.Errorf("one account is named:\n%s", d.plain())
		}
	})
}

func TestTheTotalsOfAFilterAreAlsoThoseOfEachAccount(t *testing.T) {
	within(t, severalTreasury, 120, 36, func(d *dashboard) {
		d.filtered(`amount:>1`)
		d.shows("3 found · $1,140.00 · agent_01j…one $90.00, research $600.00, support $450.00")
	})
	within(t, teamTreasury, 160, 36, func(d *dashboard) {
		d.filtered(`"aws"`)
		d.shows("2 found · $101.00 · agent_01j…her $90.00, agent_res…rch $11.00")
		d.filtered(`"zendesk"`)
		d.shows("1 found · $450.00")
		if strings.Contains(d.plain(), "$450.00, ") {
			t.Errorf("one account has its own sum:\n%s", d.plain())
		}
	})
}

func TestAFilterKnowsAnAccountByItsName(t *testing.T) {
	within(t, severalTreasury, 120, 36, func(d *dashboard) {
		d.press("/")
		for _, letter := range "account:supp" {
			d.press(string(letter))
		}
		if shown := d.plain(); !strings.Contains(shown, "Zendesk") || strings.Contains(shown, "OpenAI") || strings.Contains(shown, "AWS") {
			t.Errorf("it shows\n%s", shown)
		}
	})
}

func TestTheHeaderNamesTheAccountThatIsOffline(t *testing.T) {
	within(t, severalTreasury, 120, 36, func(d *dashboard) {
		d.treasury.book.SetFeed(state.Feed{
			Mode: state.FeedOffline, Account: "support", OfflineSince: ago(2 * time.Minute), ProblemCode: "revoked_api_key",
			Problem: "support: The bank refused: This key was revoked.",
		})
		d.put(state.Changes{})
		if shown := d.plain(); !strings.Contains(shown, "support offline since 14:01") {
			t.Errorf("it shows\n%s", shown)
		}
	})
}

func TestRefusedWebhooksAreSaidInPlainWords(t *testing.T) {
	within(t, severalTreasury, 120, 36, func(d *dashboard) {
		refused := state.Feed{
			Mode: state.FeedPolling, Receiving: true, LastWebhook: ago(time.Hour), LastPoll: ago(14 * time.Second),
			Refusals: state.Refusals{Count: 1_206, Last: ago(30 * time.Second), Why: state.RefusedWrong},
		}
		refused.Refusals.Kinds[0] = state.RefusalCount{Kind: state.RefusedWrong, Count: 1_204, First: ago(26 * time.Hour), Last: ago(30 * time.Second)}
		refused.Refusals.Kinds[3] = state.RefusalCount{Kind: state.RefusedUnsigned, Count: 2, First: ago(3 * time.Hour), Last: ago(2 * time.Hour)}
		d.treasury.book.SetFeed(refused)
		d.put(state.Changes{})
		if shown := d.plain(); !strings.Contains(shown, "webhooks refused, wrong secret?") {
			t.Errorf("the header shows\n%s", shown)
		}
		d.press("i")
		if shown := d.plain(); !strings.Contains(shown, "1,204 wrong signature, the first 6 May") || !strings.Contains(shown, "the last 14:02:52") ||
			!strings.Contains(shown, "Does the secret") || !strings.Contains(shown, "2 unsigned, the first 11:03:22") {
			t.Errorf("the dialog shows\n%s", shown)
		}
		// A day later it is no news.
		refused.Refusals.Last = ago(25 * time.Hour)
		refused.LastWebhook = 0
		d.treasury.book.SetFeed(refused)
		d.put(state.Changes{})
		if shown := d.plain(); strings.Contains(shown, "webhooks refused, wrong secret?") {
			t.Errorf("the header shows an old one\n%s", shown)
		}
		refused.Refusals.Last = ago(30 * time.Second)
		// A good one since then is the better news.
		refused.LastWebhook = ago(2 * time.Second)
		d.treasury.book.SetFeed(refused)
		d.put(state.Changes{})
		if shown := d.plain(); strings.Contains(shown, "webhooks refused, wrong secret?") {
			t.Errorf("the header still shows\n%s", shown)
		}
	})
}

func TestWebhooksThatAreNotTakenInAndAWrongTeamAreSaid(t *testing.T) {
	within(t, severalTreasury, 120, 36, func(d *dashboard) {
		d.treasury.book.SetDeadLetters(&state.DeadLetters{Kept: 19, Counts: []state.DeadLetterCount{
			{Reason: state.DeadLetterTeam, Detail: "team_b", Count: 12, First: ago(time.Hour), Last: ago(5 * time.Minute)},
			{Reason: state.DeadLetterKind, Detail: "crypto_payout.sent", Count: 4, First: ago(time.Hour), Last: ago(6 * time.Minute)},
			{Reason: state.DeadLetterUnreadable, Detail: "no spend id", Count: 3, Shed: 1, First: ago(time.Hour), Last: ago(7 * time.Minute)},
		}})
		d.treasury.book.SetFeed(state.Feed{
			Mode: state.FeedLive, Receiving: true, LastWebhook: ago(2 * time.Second), LastPoll: ago(14 * time.Second),
			NotTakenIn: 14, LastNotTakenIn: ago(5 * time.Minute), Team: state.TeamMismatch{Setting: "team_a", Bank: "team_b"},
		})
		d.put(state.Changes{})
		shown := d.plain()
		for _, want := range []string{"✕ wrong team", "14 webhooks not taken in 5m ago"} {
			if !strings.Contains(shown, want) {
				t.Errorf("the header doesn't say %q:\n%s", want, shown)
			}
		}
		d.press("i")
		// The dialog's own words, without the frame and what stands beside it.
		var inside []string
		for line := range strings.Lines(d.plain()) {
			if parts := strings.Split(line, "│"); len(parts) == 3 {
				inside = append(inside, strings.Fields(parts[1])...)
			}
		}
		shown = strings.Join(inside, " ")
		for _, want := range []string{
			"team_a is set, but the bank's events are about team_b. Set team_id (DINO_TEAM_ID) to it",
			"Of another team 12 (team_b 12)", "Not readable 3 (no spend id 3)", "the oldest 1 are gone", "Of other kinds 4 (crypto_payout.sent 4)",
		} {
			if !strings.Contains(shown, want) {
				t.Errorf("the dialog doesn't say %q:\n%s", want, d.plain())
			}
		}
	})
}
