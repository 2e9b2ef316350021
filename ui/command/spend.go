package command

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coffer/state"
	"coffer/state/session"
	"coffer/ui/words"
)

func newSpend() *cobra.Command {
	group := &cobra.Command{Use: "spend", Short: "Ask for a spend, look at one, wait for one"}
	group.AddCommand(newSpendCreate(), newSpendShow(), newSpendWait())
	return group
}

func newSpendShow() *cobra.Command {
	return withJSON(&cobra.Command{
		Use:   "show ID",
		Short: "Show a spend request as the bank holds it",
		Long: "Asks the bank for a spend request, and shows it beside what was asked for here. It ends with 0 whatever the " +
			"status is, and with 7 where the bank's record isn't what was asked for; `coffer spend wait` tells how a request ended.",
		Example: "coffer spend show req_01jwx…\ncoffer spend show req_01jwx… --json | jq -r .status",
		Args:    exactly("the id of a request"),
		RunE: func(called *cobra.Command, args []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			id, err := spendID(args[0])
			if err != nil {
				return err
			}
			spend, err := run.spend(id)
			if err != nil {
				return run.explainAbsence(id, 0, err)
			}
			return run.showSpend(spend)
		},
	})
}

func newSpendWait() *cobra.Command {
	var timeout time.Duration
	command := withJSON(&cobra.Command{
		Use:   "wait ID",
		Short: "Wait until a spend request is decided",
		Long: "Waits for a final status, and for nothing else: a status that is not known here is open. It ends with 0 " +
			"when the request is approved, with 3 when it is declined or cancelled, and with 5 when the time runs out.",
		Example: "coffer spend wait req_01jwx… --timeout 15m && deploy",
		Args:    exactly("the id of a request"),
		RunE: func(called *cobra.Command, args []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			id, err := spendID(args[0])
			if err != nil {
				return err
			}
			if timeout < 0 {
				return usage(errors.New("--timeout takes a length of time, like 90s or 15m"))
			}
			desk, err := session.OpenDesk(run, run.settings, run.options)
			if err != nil {
				return err
			}
			defer desk.Close()
			spend, err := awaitSpend(run, desk.Spend, id, timeout)
			if err != nil {
				return run.explainAbsence(id, lastSeen(spend), err)
			}
			spend = run.vetted(run.knownSpend(spend), desk.Bank())
			return run.endSpend(spend, recordOfSpend(spend))
		},
	})
	command.Flags().DurationVar(&timeout, "timeout", defaultWait, "how long to wait at most; 0 asks once")
	return command
}

const (
	// defaultWait is how long people take to approve what they sit in front of.
	defaultWait = 10 * time.Minute
	// The waits between two questions to the bank.
	firstWait, longestWait = time.Second, 10 * time.Second
)

// spendID is an id as the bank gives them out.
func spendID(typed string) (string, error) {
	if id := state.ParseID(typed); strings.HasPrefix(id, "req_") {
		return id, nil
	}
	return "", usage(errors.New("the id of a spend request begins with req_"))
}

// spend is a request as the bank holds it, with what is known of it here.
func (r *run) spend(id string) (*state.Spend, error) {
	desk, err := session.OpenDesk(r, r.settings, r.options)
	if err != nil {
		return nil, err
	}
	defer desk.Close()
	spend, err := desk.Spend(r, id)
	if err != nil {
		return nil, err
	}
	return r.vetted(r.knownSpend(spend), desk.Bank()), nil
}

// awaitSpend asks again and again until the status is final or the time is
// over; then it is the request as it was last heard of. What may pass, such as
// a broken connection, is waited for; a refusal is not, and then what was heard
// before comes with it, or nil.
func awaitSpend(
	ctx context.Context, ask func(context.Context, string) (*state.Spend, error), id string, timeout time.Duration,
) (*state.Spend, error) {
	deadline := time.Now().Add(timeout)
	var last *state.Spend
	for wait := firstWait; ; wait = min(wait*3/2, longestWait) {
		spend, err := ask(ctx, id)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err == nil:
			last = spend
		case refused(err):
			return last, err
		}
		left := time.Until(deadline)
		if last != nil && (!last.Open() || left <= 0) {
			return last, nil
		}
		if left <= 0 {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(min(wait, left)):
		}
	}
}

// lastSeen is when a request was last heard of; 0 for none.
func lastSeen(spend *state.Spend) state.Moment {
	if spend == nil {
		return 0
	}
	return spend.LastSeen
}

// refused reports whether the bank said no, and would again.
func refused(err error) bool {
	problem := state.Explain(err)
	return problem.Outcome == state.Refused && problem.Code != "rate_limited"
}

// endSpend shows a request that was waited for, and ends with what became of
// it. An open one has its approval page named.
func (r *run) endSpend(spend *state.Spend, record any) error {
	if err := r.show(record, fieldsOfSpend(spend)); err != nil {
		return err
	}
	if err := r.endDiffering(bewaresOf(spend)); err != nil {
		return err
	}
	switch {
	case spend.Status == state.Approved:
		return nil
	case spend.Open():
		if spend.Waiting() && spend.ApprovalURL != "" {
			r.say("It waits for a person to approve it at %s", spend.ApprovalURL)
		}
		return endWith(ExitPending, nil)
	}
	return endWith(ExitDeclined, nil)
}

// vetted is a request with its approval page where the dashboard would open it,
// and without any other: a command recommends no other page either.
func (r *run) vetted(spend *state.Spend, bank state.Bank) *state.Spend {
	if spend == nil {
		return nil
	}
	vetted := *spend
	vetted.ApprovalURL = session.ApprovalPage(r.settings, bank, spend)
	return &vetted
}

func fieldsOfSpend(spend *state.Spend) fields {
	status := words.SpendStatus(spend.Status)
	var made fields
	made.add("status", status.Glyph+" "+status.Word)
	made.add("amount", words.Amount(spend.Money()))
	made.add("merchant", spend.Merchant)
	made.add("reason", spend.Reason)
	made.add("decision", spend.DecisionReason)
	made.add("id", spend.ID)
	made.add("account", spend.Account)
	made.add("created", at(spend.CreatedAt))
	made.add("decided", at(spend.DecidedAt))
	for _, beware := range words.SpendBeware(spend, time.Now(), time.Local) {
		made.add("beware", beware)
	}
	if spend.Waiting() {
		made.add("approve at", spend.ApprovalURL)
	}
	return made
}

// at is a time as people read it, in the time zone of this machine.
func at(moment state.Moment) string { return words.Dated(moment, time.Local) }
