package words

import (
	"strconv"
	"strings"
	"time"

	"coffer/state"
	"coffer/theme"
)

// DeadLetterLine is what couldn't be taken in for one reason, with what it
// means and what to do.
type DeadLetterLine struct {
	Title, Text string
	Tone        theme.Tone
}

// deadLetters are the words for each reason.
var deadLetters = []struct {
	reason        state.DeadLetterReason
	title, advice string
	tone          theme.Tone
}{
	{
		state.DeadLetterTeam, "Of another team",
		"If that team is yours, set team_id (DINO_TEAM_ID) to it; what is kept is taken in then", theme.ToneBad,
	},
	{
		state.DeadLetterUnreadable, "Not readable",
		"They are kept, and taken in once a newer Coffer can read them", theme.ToneBad,
	},
	{
		state.DeadLetterKind, "Of other kinds",
		"They tell of no spend request: nothing is missing", theme.ToneMuted,
	},
}

// DeadLetters says what the bank signed and couldn't be taken in, by reason;
// nothing where there was none.
func DeadLetters(letters *state.DeadLetters, now time.Time, location *time.Location) []DeadLetterLine {
	var lines []DeadLetterLine
	for _, row := range deadLetters {
		sum := letters.Of(row.reason)
		if sum.Count == 0 {
			continue
		}
		text := Count(sum.Count) + " (" + deadLetterDetails(letters, row.reason) + "), the last " + When(now, sum.Last, location)
		if sum.TakenIn > 0 {
			text += "; " + Count(sum.TakenIn) + " taken in since"
		}
		if sum.Shed > 0 {
			text += "; the oldest " + Count(sum.Shed) + " are gone, because only so many are kept"
		}
		tone, advice := row.tone, ". "+row.advice
		if sum.Waiting() == 0 {
			tone, advice = theme.ToneMuted, ""
		}
		lines = append(lines, DeadLetterLine{Title: row.title, Text: text + advice, Tone: tone})
	}
	return lines
}

// deadLetterDetails are the teams, kinds or faults of a reason, the newest
// first, each with its count.
func deadLetterDetails(letters *state.DeadLetters, reason state.DeadLetterReason) string {
	const shown = 4
	var parts []string
	rest := 0
	for _, count := range letters.Counts {
		switch {
		case count.Reason != reason:
		case len(parts) == shown:
			rest++
		default:
			parts = append(parts, count.Detail+" "+strconv.Itoa(count.Count))
		}
	}
	text := strings.Join(parts, ", ")
	if rest > 0 {
		text += ", and " + Count(rest) + " more"
	}
	return text
}

// WrongTeam says that the team that is set isn't the bank's, and what to do.
func WrongTeam(mismatch state.TeamMismatch) string {
	said := "the bank's events are about " + mismatch.Bank
	if mismatch.ByKey {
		said = "the bank says that the key is of " + mismatch.Bank
	}
	return mismatch.Setting + " is set, but " + said + ". Set team_id (DINO_TEAM_ID) to it and start again; events that came meanwhile are kept, and taken in then"
}
