package command

import (
	"errors"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"coffer/state"
	"coffer/state/session"
)

// watchEvery is how often the journal is looked at.
const watchEvery = 200 * time.Millisecond

func newWatch() *cobra.Command {
	var since int64
	command := &cobra.Command{
		Use:   "watch",
		Short: "Write every fact as it arrives, as lines of JSON",
		Long: "Follows the journal and writes a line of JSON for everything that arrives and everything that is done here, " +
			"once it is on disk. Beside a running dashboard it looks on; without one it does the dashboard's work itself: it " +
			"polls, receives webhooks with --webhook-listen, and takes up what was under way. Each line has a number, and " +
			"--since goes on after one. It ends when it is interrupted, or when nobody reads it any more.",
		Example: "coffer watch | jq -r 'select(.spend.status == \"needs_approval\") | .spend.approval_url'",
		Args:    exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			known := balancesKnown{newest: make(map[string]state.Moment)}
			if since < 0 {
				since, err = run.newest()
				// The balance of an earlier run is no news.
				known.since = state.MomentOf(time.Now())
			}
			if err != nil {
				return err
			}
			return run.watch(since, known)
		},
	}
	command.Flags().Int64Var(&since, "since", -1, "begin after the line of this `number`; else with what arrives from now on")
	return command
}

// newest is the number of the newest line in the journal; 0 where there is no
// journal yet.
func (r *run) newest() (int64, error) {
	records, err := session.Records(r.settings)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer records.Close()
	opening, err := records.Opening(r, 1)
	if err != nil || len(opening.Entries) == 0 {
		return 0, err
	}
	return opening.Entries[0].Seq, nil
}

// watch writes what comes after the line of that number, and after the balance.
func (r *run) watch(since int64, known balancesKnown) error {
	running, err := r.open()
	if err != nil {
		return err
	}
	records, err := session.Records(r.settings)
	if err != nil {
		return errors.Join(err, running.Close())
	}
	err = r.follow(running, records, since, known)
	records.Close()
	// What ended in the background is why the watching ended, and the better
	// reason.
	if failed := running.Close(); failed != nil {
		return failed
	}
	return err
}

// open opens the treasury, or looks on where another Coffer has it.
func (r *run) open() (*session.Session, error) {
	opened, err := session.Open(r, r.settings, r.options)
	if session.InUse(err) {
		r.say("Another Coffer has the data folder; this one looks on.")
		return session.LookOn(r, r.settings, r.options)
	}
	return opened, err
}

// follow writes what comes until nobody reads it any more.
func (r *run) follow(running *session.Session, records state.Records, since int64, known balancesKnown) error {
	ctx := running.Context()
	out := r.called.OutOrStdout()
	reader, _ := out.(interface{ readerGone() bool })
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	var problem string
	for {
		if err := r.tellProblem(running.Treasury().View().Feed, &problem); err != nil {
			return err
		}
		changes, err := records.Since(ctx, since)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		bank := running.Treasury().View().Bank
		for i, spend := range changes.Spends {
			changes.Spends[i] = r.vetted(spend, bank)
		}
		for _, fact := range factsOf(changes, known) {
			since = max(since, fact.Seq)
			if err := writeJSON(out, fact); err != nil {
				return err
			}
		}
		if reader != nil && reader.readerGone() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// tellProblem says once what is wrong with where facts come from. A key that
// the bank refuses is an error: no fact will come.
func (r *run) tellProblem(feed state.Feed, told *string) error {
	if feed.Problem == *told {
		return nil
	}
	*told = feed.Problem
	if refusesTheKey(string(feed.ProblemCode)) {
		return &state.Problem{Happened: feed.Problem, Code: feed.ProblemCode}
	}
	if feed.Problem != "" {
		r.say("%s", feed.Problem)
	}
	return nil
}

// factRecord is a line of the journal, with the record that it is about as it
// is now.
type factRecord struct {
	// Seq is its number in the journal; a balance has none.
	Seq     int64          `json:"seq,omitempty"`
	At      string         `json:"at"`
	Source  string         `json:"source,omitempty"`
	Event   string         `json:"event,omitempty"`
	Who     string         `json:"who,omitempty"`
	Deed    string         `json:"deed,omitempty"`
	Subject string         `json:"subject,omitempty"`
	Status  string         `json:"status,omitempty"`
	Text    string         `json:"text,omitempty"`
	TraceID string         `json:"trace_id,omitempty"`
	Spend   *spendRecord   `json:"spend,omitempty"`
	Swap    *swapRecord    `json:"swap,omitempty"`
	Balance *balanceRecord `json:"balance,omitempty"`
}

// balancesKnown is until when the balances are known: all of them, and those of
// single accounts.
type balancesKnown struct {
	since  state.Moment
	newest map[string]state.Moment
}

// factsOf are the new lines, and the balance of each account where it is newer
// than what is known of it.
func factsOf(changes state.Changes, known balancesKnown) []factRecord {
	spends := make(map[string]*spendRecord, len(changes.Spends))
	for _, spend := range changes.Spends {
		spends[spend.ID] = recordOfSpend(spend)
	}
	swaps := make(map[string]*swapRecord, len(changes.Swaps))
	for _, swap := range changes.Swaps {
		swaps[swap.ID] = recordOfSwap(swap)
	}
	facts := make([]factRecord, 0, len(changes.Entries)+1)
	for _, entry := range changes.Entries {
		facts = append(facts, factRecord{
			Seq:     entry.Seq,
			At:      entry.At.ISO(),
			Source:  string(entry.Source),
			Event:   entry.Event,
			Who:     entry.Who,
			Deed:    string(entry.Deed),
			Subject: entry.Subject,
			Status:  entry.Status,
			Text:    entry.Text,
			TraceID: entry.TraceID,
			Spend:   spends[entry.Subject],
			Swap:    swaps[entry.Subject],
		})
	}
	for _, told := range changes.Balances {
		if told.SeenAt <= max(known.since, known.newest[told.Account]) {
			continue
		}
		known.newest[told.Account] = told.SeenAt
		balance := recordOfBalance("", told)
		facts = append(facts, factRecord{
			At: told.SeenAt.ISO(), Source: string(told.LastSource), Subject: told.Account, Balance: &balance,
		})
	}
	return facts
}
