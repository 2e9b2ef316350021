package words

import (
	"strings"
	"testing"
	"time"

	"coffer/state"
)

func TestWhatTheBankDoesntKnowIsSaidWithWhatToDo(t *testing.T) {
	t.Parallel()
	at := state.MomentOf(time.Date(2026, 5, 7, 13, 41, 0, 0, time.UTC))
	waiting := state.Spend{ID: "req_1", Status: state.NeedsApproval, LastSeen: at - 1, LastSource: state.SourcePoll}
	lost, ended, another := waiting, waiting, waiting
	lost.UnknownAt, ended.UnknownAt = at, at
	ended.Status = state.Approved
	another.UnreadableAt, another.LastSource = at, state.SourceWebhook
	for _, c := range []struct {
		record *state.Spend
		said   string
		advice []string
	}{
		{&waiting, "", nil},
		{&lost, "the bank doesn't know it since 13:41", []string{"Ask the bank, quoting the id; nothing here is lost.", "ever more rarely"}},
		{&ended, "the bank doesn't know it since 13:41", []string{"quoting the id"}},
		{&another, "not readable with this key", []string{"webhooks alone"}},
	} {
		advice := AbsenceAdvice(c.record)
		if said := Absence(c.record, at.Time().Add(time.Hour), time.UTC); said != c.said || (advice == "") != (c.said == "") {
			t.Errorf("%q, %q; want %q", said, advice, c.said)
		}
		for _, part := range c.advice {
			if !strings.Contains(advice, part) {
				t.Errorf("%q lacks %q", advice, part)
			}
		}
	}
	if said := Absence(&lost, at.Time().AddDate(0, 0, 2), time.UTC); said != "the bank doesn't know it since 7 May 13:41" {
		t.Errorf("two days on: %q", said)
	}
	if strings.Contains(AbsenceAdvice(&ended), "rarely") {
		t.Error("what is final isn't asked for any more")
	}
}
