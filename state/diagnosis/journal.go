package diagnosis

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"coffer/api"
	"coffer/state"
	"coffer/state/journal"
	"coffer/state/session"
	"coffer/state/treasury"
)

// journal reads the whole journal, beside whoever writes it.
func (i Input) journal(ctx context.Context) []Finding {
	folder, err := session.Folder(i.Settings)
	if err != nil {
		return []Finding{failed("journal", err)}
	}
	path := filepath.Join(folder, treasury.JournalFile)
	found := Finding{Name: "journal", Verdict: OK}
	watched, err := journal.Watch(path)
	if errors.Is(err, fs.ErrNotExist) {
		found.Detail = "none yet in " + folder + "; the first start begins one"
		return []Finding{found}
	}
	if err != nil {
		return []Finding{failed(found.Name, err)}
	}
	defer watched.Close()
	switch begun, err := watched.Begun(ctx); {
	case err != nil:
		return []Finding{unreadable(ctx, path, err)}
	case !begun:
		found.Detail = path + " is empty; the next start begins it"
		return []Finding{found}
	}
	if err := watched.Check(ctx); err != nil {
		return []Finding{unreadable(ctx, path, err)}
	}
	contents, err := watched.Contents(ctx)
	if err != nil {
		return []Finding{unreadable(ctx, path, err)}
	}
	found.Detail = fmt.Sprintf("sound: %d requests, %s, schema %d of %d", contents.Spends, sizeOf(path), contents.Version, contents.Newest)
	if contents.Version > contents.Newest {
		found.Verdict, found.Advice = Fail, "A newer Coffer writes this journal: use that one."
	}
	return append([]Finding{found}, append(append(i.owner(ctx, watched), doubts(contents.Unresolved)...), append(deadLetters(ctx, watched), i.refusals(ctx, watched)...)...)...)
}

// owner holds the journal against the bank that the settings name.
func (i Input) owner(ctx context.Context, records state.Records) []Finding {
	noted, err := state.RecallBank(ctx, records)
	if err != nil {
		return []Finding{failed("journal owner", err)}
	}
	found := Finding{Name: "journal owner", Verdict: OK, Detail: fmt.Sprintf("%s at %s", noted.Environment, noted.Host)}
	switch host, err := api.HostOf(i.Settings.APIURL); {
	case noted.Environment == "":
		return nil
	case i.Settings.Embedded() && noted.Environment != api.Sandbox:
		found.Verdict = Fail
		found.Detail = fmt.Sprintf("the journal is of a %s treasury, not of a sandbox", noted.Environment)
		found.Advice = "Set the key that belongs to it, or another --data-dir."
	case i.Settings.Embedded() || err != nil:
	default:
		// Whose money a key moves is told by the key; here the address and the
		// team have to fit.
		wanted := state.Bank{Environment: noted.Environment, Host: host, Team: state.SafeID(i.Settings.TeamID)}
		if err := state.FitsJournal(ctx, records, wanted); err != nil {
			return []Finding{failed(found.Name, err)}
		}
	}
	return []Finding{found}
}

func doubts(unresolved int) []Finding {
	if unresolved == 0 {
		return nil
	}
	return []Finding{{
		Name: "unresolved", Verdict: Warn, Detail: fmt.Sprintf("%d without a known outcome", unresolved),
		Advice: "Start coffer: what is fresh is asked again with its own key, the rest waits for you under 3 Swaps and 4 Activity.",
	}}
}

// deadLetters says which webhooks the bank signed and couldn't be taken in.
func deadLetters(ctx context.Context, records state.Records) []Finding {
	letters, err := records.DeadLetters(ctx)
	if err != nil {
		return []Finding{failed("webhooks kept", err)}
	}
	var found []Finding
	for _, row := range deadLetterFindings {
		sum := letters.Of(row.reason)
		if sum.Waiting() == 0 {
			continue
		}
		var details []string
		for _, count := range letters.Counts {
			if count.Reason == row.reason {
				details = append(details, fmt.Sprintf("%s %d", count.Detail, count.Count))
			}
		}
		detail := fmt.Sprintf("%d %s (%s), the last at %s", sum.Waiting(), row.what, strings.Join(details, ", "), sum.Last.In(time.Local))
		if sum.Shed > 0 {
			detail += fmt.Sprintf("; the oldest %d are gone", sum.Shed)
		}
		found = append(found, Finding{Name: "webhooks " + string(row.reason), Verdict: row.verdict, Detail: detail, Advice: row.advice})
	}
	return found
}

var deadLetterFindings = []struct {
	reason       state.DeadLetterReason
	verdict      Verdict
	what, advice string
}{
	{
		state.DeadLetterTeam, Fail, "that the bank signed are about another team",
		"If that team is yours, set team_id (DINO_TEAM_ID) to it: what is kept is taken in at the next start. Else, find whose endpoint at the bank delivers here.",
	},
	{
		state.DeadLetterUnreadable, Warn, "that the bank signed can't be read",
		"They are kept as they came. A newer Coffer may read them: it takes them in at its start.",
	},
	{state.DeadLetterKind, OK, "tell of other things than spend requests", ""},
}

func unreadable(ctx context.Context, path string, err error) Finding {
	found := Finding{Name: "journal", Verdict: Fail, Detail: fmt.Sprintf("%s can't be read: %v", path, err)}
	found.Advice = "Check its permissions and the disk."
	switch {
	case errors.Is(err, journal.ErrCorrupt):
		found.Detail = path + " is damaged"
		found.Advice = "Keep the file, and put a copy back; or start with another --data-dir. What the bank holds is not touched by this."
	case ctx.Err() != nil:
		found.Verdict, found.Detail = Warn, fmt.Sprintf("can't tell: reading %s takes longer than %s", path, patience)
		found.Advice = "It is opened all the same. Look again when the disk is less busy."
	}
	return found
}

// sizeOf is the size of the journal with what is not yet moved into it.
func sizeOf(path string) string {
	var bytes int64
	for _, ending := range []string{"", "-wal"} {
		if info, err := os.Stat(path + ending); err == nil {
			bytes += info.Size()
		}
	}
	return inBytes(uint64(bytes))
}

// inBytes is a size as a person reads it.
func inBytes(size uint64) string {
	const kilo = 1_000
	value, unit := float64(size), 0
	for units := len(byteUnits) - 1; value >= kilo && unit < units; unit++ {
		value /= kilo
	}
	return fmt.Sprintf("%.3g %s", value, byteUnits[unit])
}

var byteUnits = []string{"bytes", "kB", "MB", "GB", "TB"}

// refusals says which webhooks a dashboard turned away, also one that runs now.
func (i Input) refusals(ctx context.Context, records state.Records) []Finding {
	const name = "webhooks refused"
	known, err := state.RecallRefusals(ctx, records)
	if err != nil {
		return []Finding{failed(name, err)}
	}
	var found []Finding
	for _, refused := range known.ByKind() {
		finding := Finding{Name: name, Verdict: OK}
		finding.Detail = fmt.Sprintf("%d: %s, the first at %s, the last at %s", refused.Count, refused.Kind, refused.First.In(time.Local), refused.Last.In(time.Local))
		if i.Clock.Now().Sub(refused.Last.Time()) < refusalNews {
			finding.Verdict, finding.Advice = Warn, refusalAdvice[refused.Kind]
		}
		found = append(found, finding)
	}
	return found
}

// refusalNews is how long a refusal is worth a warning.
const refusalNews = 24 * time.Hour

// refusalAdvice says what can be done; the rest comes from who isn't the bank.
var refusalAdvice = map[state.RefusalKind]string{
	state.RefusedWrong:     "Does the webhook secret match the one of this endpoint at the bank? DINO_WEBHOOK_SECRET, or coffer login, sets it.",
	state.RefusedStale:     "Set the clock of this machine; else someone repeats old deliveries.",
	state.RefusedHeaders:   "Does a proxy on the way add or change headers?",
	state.RefusedUnsigned:  "They don't come from the bank: who else knows the address?",
	state.RefusedSize:      "They don't come from the bank: who else knows the address?",
	state.RefusedBrokenOff: "Is the way from the bank cut, or does someone take up connections?",
}
