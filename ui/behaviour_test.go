package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/keymap"
	"coffer/ui/news"
)

func TestTheListFollowsTheNewestUntilTheCursorMoves(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		arrive := func(id string) {
			d.put(state.Changes{Spends: []*state.Spend{request(id, state.Approved, 100, "Twilio", "sms", 0)}})
		}
		arrive("req_new1")
		if got := d.spend().ID; got != "req_new1" {
			t.Errorf("on the first row the cursor stays on %s", got)
		}
		d.press("j", "j")
		held := d.spend().ID
		before := strings.Split(d.plain(), "\n")
		arrive("req_new2")
		arrive("req_new3")
		after := strings.Split(d.plain(), "\n")
		if got := d.spend().ID; got != held {
			t.Errorf("arrivals moved the cursor from %s to %s", held, got)
		}
		if !slices.Equal(before[10:34], after[10:34]) {
			t.Errorf("arrivals moved the rows:\n%s", strings.Join(after, "\n"))
		}
		if !strings.Contains(d.plain(), "2 new ↑ g") {
			t.Errorf("arrivals are not announced:\n%s", d.plain())
		}
		d.press("g")
		if got := d.spend().ID; got != "req_new3" || strings.Contains(d.plain(), "new ↑ g") {
			t.Errorf("g leads to %s", got)
		}
	})
}

func TestTheCursorKeepsItsRecordThroughFilterAndSort(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("j", "j", "j")
		held := d.spend().ID
		for _, keys := range [][]string{{"S"}, {"R"}, {"S"}, {"S"}, {"S"}, {"/", "o", "p", "e", "n", "a", "i", "enter"}, {"esc"}} {
			d.press(keys...)
			if got := d.spend().ID; got != held {
				t.Errorf("%v moved the cursor from %s to %s", keys, held, got)
			}
		}
	})
}

func TestTheFilterKeepsUpWithTheBook(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("/", "o", "p", "e", "n", "a", "i", "space", ">", "5", "0", "0", "enter")
		if _, of := d.screen().Position(); of != 2 {
			t.Errorf("%d match, want 2\n%s", of, d.plain())
		}
		d.put(state.Changes{Spends: []*state.Spend{request("req_more", state.Approved, 99_900, "OpenAI", "more", 0)}})
		if _, of := d.screen().Position(); of != 3 {
			t.Errorf("%d match after an arrival, want 3", of)
		}
		d.press("esc")
		if _, of := d.screen().Position(); of != 49 {
			t.Errorf("%d rows without a filter, want 49", of)
		}
	})
}

func TestApprovalsOpenInTheBrowserAndTheCursorGoesOn(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.put(state.Changes{Spends: []*state.Spend{
			request("req_second", state.NeedsApproval, 30_000, "AWS", "load test", 8*time.Minute),
			request("req_third", state.NeedsApproval, 30_000, "AWS", "load test", 7*time.Minute),
		}})
		d.press("2", "o")
		if len(d.visited) != 1 || !strings.HasSuffix(d.visited[0], "req_01jwxabc9f2") {
			t.Errorf("visited %v", d.visited)
		}
		if !slices.Equal(d.treasury.opened, []string{"req_01jwxabc9f2"}) {
			t.Errorf("noted %v", d.treasury.opened)
		}
		if got := d.spend().ID; got != "req_second" {
			t.Errorf("the cursor is on %s, want the next undecided", got)
		}
		d.press("space", "space", "O")
		if len(d.visited) != 3 {
			t.Errorf("O visited %v", d.visited)
		}
	})
}

func TestAnUnexpectedHostIsShownNotOpened(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		for i, url := range []string{"https://app.dino.id.evil.example/x", "https://app.dino.id@evil.example/x", "javascript:alert(1)", "//app.dino.id/x"} {
			spend := request(fmt.Sprintf("req_a%d", i), state.NeedsApproval, 30_000, "AWS", "load test", 20*time.Minute)
			spend.ApprovalURL = url
			d.put(state.Changes{Spends: []*state.Spend{spend}})
			d.press("2", "g")
			d.queue.Seek(spend.ID)
			d.press("o")
			if len(d.visited) != 0 || d.dialogs.Empty() || !strings.Contains(d.plain(), url) {
				t.Errorf("%s: visited %v\n%s", url, d.visited, d.plain())
			}
			d.press("esc")
		}
	})
}

func TestManyPagesAreAskedFor(t *testing.T) {
	within(t, startingTreasury, 120, 36, func(d *dashboard) {
		var requests []*state.Spend
		for i := range 6 {
			requests = append(requests, request(fmt.Sprintf("req_%d", i), state.NeedsApproval, 30_000, "AWS", "load test", time.Duration(i)*time.Minute))
		}
		d.put(state.Changes{Spends: requests})
		d.press("2", "space", "space", "space", "space", "space", "space", "O", "enter")
		if len(d.visited) != 0 {
			t.Fatalf("visited %v without asking", d.visited)
		}
		d.press("y")
		if len(d.visited) != 6 {
			t.Errorf("visited %v", d.visited)
		}
	})
}

func TestEnterAloneNeverDecides(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("2", "a")
		d.press("enter", "enter", "enter", "enter")
		if len(d.treasury.told) != 0 || d.dialogs.Empty() {
			t.Fatalf("enter decided: %v", d.treasury.told)
		}
		d.press("tab", "y")
		if want := (state.Decision{Decision: state.Approve}); !slices.Equal(d.treasury.told, []state.Decision{want}) {
			t.Errorf("told %v", d.treasury.told)
		}
		if !d.dialogs.Empty() {
			t.Error("the dialog stays open after the decision")
		}
	})
}

func TestKeysThatComeTooSoonAreIgnored(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		// All in one burst: no command has run yet.
		for _, key := range []string{"2", "a", "tab", "y"} {
			d.Update(keyNamed(key))
		}
		time.Sleep(2 * time.Second)
		if len(d.treasury.told) != 0 {
			t.Errorf("a burst decided: %v", d.treasury.told)
		}
		d.press("esc")
	})
}

func TestDecisionsAreOffOutsideTheSandbox(t *testing.T) {
	live := func() *fakeTreasury {
		fake := hostileTreasury()
		fake.put(state.Changes{Spends: []*state.Spend{request("req_1", state.NeedsApproval, 100, "AWS", "x", 30*time.Minute)}})
		return fake
	}
	within(t, live, 120, 36, func(d *dashboard) {
		d.press("2", "a")
		if !d.dialogs.Empty() || !strings.Contains(d.plain(), "approve — disabled: ") {
			t.Errorf("a works on a live account:\n%s", d.plain())
		}
	})
}

func TestTheBellRingsOnlyForWhoLooksElsewhere(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.put(state.Changes{Spends: []*state.Spend{request("req_n1", state.NeedsApproval, 30_000, "AWS", "x", 0)}})
		if len(d.raw) != 0 {
			t.Errorf("it rang for who looks: %q", d.raw)
		}
		d.send(tea.BlurMsg{})
		d.put(state.Changes{Spends: []*state.Spend{request("req_n2", state.Approved, 30_000, "AWS", "x", 0)}})
		if len(d.raw) != 0 {
			t.Errorf("it rang for nothing: %q", d.raw)
		}
		d.put(state.Changes{Spends: []*state.Spend{request("req_n3", state.NeedsApproval, 30_000, "AWS", "x", 0)}})
		if len(d.raw) != 1 {
			t.Errorf("it didn't ring: %q", d.raw)
		}
	})
}

func TestTheTreasuryIsToldWhatIsOnScreen(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("2")
		if !slices.Equal(d.treasury.looked, []string{"req_01jwxabc9f2", "req_01jwxzz77b2"}) {
			t.Errorf("told %v", d.treasury.looked)
		}
	})
}

func TestTheMouse(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.View()
		d.send(tea.MouseClickMsg{X: 20, Y: 7, Button: tea.MouseLeft})
		if d.current != queueScreen {
			t.Fatalf("a click on the second tab leads to %d", d.current)
		}
		d.send(tea.MouseClickMsg{X: 30, Y: 10, Button: tea.MouseLeft})
		if got := d.spend().ID; got != "req_01jwxzz77b2" {
			t.Errorf("a click selects %s", got)
		}
		d.send(tea.MouseClickMsg{X: 30, Y: 10, Button: tea.MouseLeft})
		if !d.detailed {
			t.Error("a second click doesn't open the details")
		}
		d.press("esc", "1")
		d.View()
		d.send(tea.MouseWheelMsg{X: 30, Y: 20, Button: tea.MouseWheelDown})
		if strings.Contains(d.plain(), "req_01jwx…a01") {
			t.Error("the wheel doesn't scroll")
		}
	})
}

func TestAStaleTimerClearsNoLaterNotice(t *testing.T) {
	var n notices
	n.say(0, "first")
	n.say(0, "second")
	n.expire(noticeEnded{1})
	if n.text != "second" {
		t.Errorf("the notice is %q", n.text)
	}
	n.expire(noticeEnded{2})
	if n.text != "" {
		t.Errorf("the notice stays: %q", n.text)
	}
}

// TestEveryKeyWorksEverywhere presses each bound key in each place, with
// something and with nothing there.
func TestEveryKeyWorksEverywhere(t *testing.T) {
	for name, treasury := range treasuries() {
		t.Run(name, func(t *testing.T) {
			within(t, treasury, 90, 24, func(d *dashboard) {
				for _, screen := range []string{"1", "2", "3", "4"} {
					for _, binding := range keymap.Default().All() {
						for _, key := range binding.Keys() {
							if binding.Command == keymap.Quit || binding.Command == keymap.Suspend || len([]rune(key)) > 1 {
								continue
							}
							d.press(screen, "enter", key, "esc", "esc", "esc", screen, key, "esc", "esc", "esc")
							d.fits(90, 24)
							d.dialogs.Clear()
							d.filtering = false
						}
					}
				}
			})
		})
	}
}

func TestTheTitleSaysWhatWaits(t *testing.T) {
	within(t, normalTreasury, 80, 24, func(d *dashboard) {
		if got := d.View().WindowTitle; got != "2 pending · SANDBOX" {
			t.Errorf("the title is %q", got)
		}
	})
}

func TestTheFrameIsMadeOnce(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		first := d.View().Content
		if allocs := testing.AllocsPerRun(10, func() { d.content() }); allocs != 0 {
			t.Errorf("a frame that shows nothing new costs %v allocations", allocs)
		}
		d.send(news.Ticked{Now: fixed().Add(time.Second)})
		if d.View().Content == first {
			t.Error("a tick doesn't show")
		}
	})
}

func TestAProblemNeverLosesItsCode(t *testing.T) {
	broken := func() *fakeTreasury {
		fake := normalTreasury()
		feed := liveFeed()
		feed.Mode, feed.OfflineSince, feed.ProblemCode = state.FeedOffline, ago(time.Minute), "invalid_api_key"
		feed.Problem = "The bank refused: " + long("the key that this dashboard sends was revoked or belongs to another bank, ", 4) +
			"and nothing is told. Set DINO_SPEND_KEY to one of this bank's."
		fake.book.SetFeed(feed)
		return fake
	}
	for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 16}} {
		within(t, broken, size[0], size[1], func(d *dashboard) {
			if !strings.Contains(d.plain(), "[invalid_api_key]") || !strings.Contains(d.plain(), "OUTCOME UNKNOWN") {
				t.Errorf("%v:\n%s", size, d.plain())
			}
			d.fits(size[0], size[1])
			d.send(performed{problem: &state.Problem{Happened: long("It went wrong in many words. ", 20), Code: "policy_blocked"}})
			if !strings.Contains(d.plain(), "[policy_blocked]") {
				t.Errorf("%v: the notice lost its code:\n%s", size, d.plain())
			}
			d.fits(size[0], size[1])
		})
	}
}

func TestTheActivityIsFiltered(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		listed := func(want int, filter string) {
			t.Helper()
			if _, of := d.screen().Position(); of != want {
				t.Errorf("%q lists %d, want %d\n%s", filter, of, want, d.plain())
			}
		}
		for filter, want := range map[string]int{
			"source:webhook": 2, "who:ada": 1, "req_01jwxabc9f2": 1, "-webhook": 2, "openai": 1, "id:trace_77": 1, "source:here opened": 1, "nothing like it": 0,
		} {
			d.press("4", "/")
			d.send(tea.PasteMsg{Content: filter})
			d.press("enter")
			listed(want, filter)
			d.press("esc")
			listed(4, "")
		}
		d.press("/")
		d.send(tea.PasteMsg{Content: "source:webhook"})
		d.press("enter")
		d.put(state.Changes{Entries: []*state.Entry{
			{Seq: 5, At: ago(0), Source: state.SourceWebhook, Subject: "req_a"},
			{Seq: 6, At: ago(0), Source: state.SourcePoll, Subject: "req_b"},
		}})
		listed(3, "source:webhook after an arrival")
		d.press("1")
		if strings.Contains(d.plain(), "source:webhook") {
			t.Errorf("the filter of one screen shows on another:\n%s", d.plain())
		}
		d.press("4", "/", "backspace")
		if got := d.filterOf(); got != "source:webhoo" {
			t.Errorf("typing goes on from %q", got)
		}
	})
}

func TestWhatWaitsIsNeverHidden(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		for _, screen := range []string{"2", "3"} {
			d.press(screen, "/")
			if d.filtering || !strings.Contains(d.plain(), "filter — disabled: no") {
				t.Errorf("/ under %s:\n%s", screen, d.plain())
			}
			d.press("esc", "?")
			if !strings.Contains(d.plain(), "ever hidden") {
				t.Errorf("the help doesn't say why:\n%s", d.plain())
			}
			d.press("esc")
		}
	})
}
