package journal

import (
	"fmt"
	"strings"
	"testing"

	"coffer/state"
)

func letter(reason state.DeadLetterReason, detail, id, raw string, at state.Moment) state.DeadLetter {
	return state.DeadLetter{At: at, Reason: reason, Detail: detail, EventID: id, Raw: []byte(raw)}
}

func lettersOf(t *testing.T, journal *SQLite) []state.DeadLetter {
	t.Helper()
	var letters []state.DeadLetter
	if err := journal.EachDeadLetter(t.Context(), 0, func(letter state.DeadLetter) bool {
		letters = append(letters, letter)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return letters
}

func TestDeadLettersAreKeptRawOnceAndCountedByReasonAndDetail(t *testing.T) {
	t.Parallel()
	journal, path := begin(t)
	write(t, journal, state.Batch{DeadLetters: []state.DeadLetter{
		letter(state.DeadLetterTeam, "team_b", "evt_1", `{"a":1}`, 10),
		letter(state.DeadLetterTeam, "team_b", "evt_1", `{"a":1}`, 11),
		letter(state.DeadLetterTeam, "team_b", "evt_2", `{"a":2}`, 12),
		letter(state.DeadLetterUnreadable, "not JSON", "", "\xff\x00{", 13),
		letter(state.DeadLetterKind, "ping", "", `{"type":"ping"}`, 14),
		letter(state.DeadLetterKind, "ping", "", `{"type":"ping"}`, 15),
		letter(state.DeadLetterUnreadable, "not JSON", "", "", 16),
	}})
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	journal = reopen(t, path)
	letters := lettersOf(t, journal)
	if len(letters) != 5 || string(letters[2].Raw) != "\xff\x00{" || letters[0].At != 10 || letters[0].EventID != "evt_1" {
		t.Fatalf("kept %+v", letters)
	}
	sum, err := journal.DeadLetters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for reason, want := range map[state.DeadLetterReason]int{state.DeadLetterTeam: 2, state.DeadLetterUnreadable: 2, state.DeadLetterKind: 2} {
		if got := sum.Of(reason).Count; got != want {
			t.Errorf("%s: counted %d, want %d", reason, got, want)
		}
	}
	if team := sum.Of(state.DeadLetterTeam); team.Detail != "team_b" || team.First != 10 || team.Last != 12 {
		t.Errorf("got %+v", team)
	}
}

func TestWhatWasTakenInLeavesTheDeadLettersWithTheSameWrite(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	write(t, journal, state.Batch{DeadLetters: []state.DeadLetter{
		letter(state.DeadLetterTeam, "team_b", "evt_1", `{"a":1}`, 10), letter(state.DeadLetterTeam, "team_b", "evt_2", `{"a":2}`, 12),
	}})
	first := lettersOf(t, journal)[0]
	appended := write(t, journal, state.Batch{TakenIn: []state.DeadLetter{first}})
	// A second time changes nothing.
	again := write(t, journal, state.Batch{TakenIn: []state.DeadLetter{first}})
	for _, sum := range []*state.DeadLetters{appended.DeadLetters, again.DeadLetters} {
		if count := sum.Of(state.DeadLetterTeam); count.Count != 2 || count.TakenIn != 1 || count.Waiting() != 1 || sum.Kept != 1 {
			t.Errorf("got %+v", sum)
		}
	}
	if letters := lettersOf(t, journal); len(letters) != 1 || letters[0].EventID != "evt_2" {
		t.Errorf("kept %+v", letters)
	}
	if appended := write(t, journal, state.Batch{Notes: map[string]string{"a": "b"}}); appended.DeadLetters != nil {
		t.Error("a batch without any tells of them")
	}
}

func TestDeadLettersAreBoundedAndTheOldestOfTheReasonGoes(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	write(t, journal, state.Batch{DeadLetters: []state.DeadLetter{letter(state.DeadLetterTeam, "team_b", "evt_0", `{}`, 1)}})
	var many []state.DeadLetter
	for i := range maxDeadLetters + 7 {
		many = append(many, letter(state.DeadLetterKind, "ping", fmt.Sprintf("evt_%05d", i), fmt.Sprintf(`{"n":%d}`, i), state.Moment(i+1)))
	}
	sum := write(t, journal, state.Batch{DeadLetters: many}).DeadLetters
	if pings := sum.Of(state.DeadLetterKind); pings.Count != maxDeadLetters+7 || pings.Shed != 7 {
		t.Errorf("got %+v", pings)
	}
	if letters := lettersOf(t, journal); len(letters) != maxDeadLetters+1 || letters[0].Reason != state.DeadLetterTeam || letters[1].EventID != "evt_00007" {
		t.Errorf("%d are kept, the first are %+v", len(letters), letters[:2])
	}
	// The bytes are bounded as well.
	big := strings.Repeat("x", 1<<20)
	for i := range maxDeadLetterBytes>>20 + 3 {
		sum = write(t, journal, state.Batch{DeadLetters: []state.DeadLetter{
			letter(state.DeadLetterUnreadable, "not JSON", "", fmt.Sprintf("%d%s", i, big), state.Moment(i)),
		}}).DeadLetters
	}
	if sum.Bytes > maxDeadLetterBytes+1<<20 || sum.Of(state.DeadLetterUnreadable).Shed < 3 {
		t.Errorf("%d bytes are kept: %+v", sum.Bytes, sum.Of(state.DeadLetterUnreadable))
	}
}

func TestTheDetailsThatAreToldApartAreBounded(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	var many []state.DeadLetter
	for i := range 3 * maxDetails {
		many = append(many, letter(state.DeadLetterKind, fmt.Sprintf("kind.%d", i), "", fmt.Sprintf(`{"n":%d}`, i), state.Moment(i+1)))
	}
	sum := write(t, journal, state.Batch{DeadLetters: many}).DeadLetters
	if len(sum.Counts) > maxDetails+1 || sum.Of(state.DeadLetterKind).Count != 3*maxDetails {
		t.Errorf("%d counts, %d in all", len(sum.Counts), sum.Of(state.DeadLetterKind).Count)
	}
	last := lettersOf(t, journal)[3*maxDetails-1]
	sum = write(t, journal, state.Batch{TakenIn: []state.DeadLetter{last}}).DeadLetters
	if sum.Of(state.DeadLetterKind).TakenIn != 1 {
		t.Error("one that was counted under the others is not counted as taken in")
	}
}
