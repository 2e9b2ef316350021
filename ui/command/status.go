package command

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/spf13/cobra"

	"coffer/state"
	"coffer/state/session"
	"coffer/ui/words"
)

func newStatus() *cobra.Command {
	var timeout time.Duration
	command := withJSON(&cobra.Command{
		Use:   "status",
		Short: "Tell how the treasury stands",
		Long: "Tells what the journal knows, beside the dashboard that may be running, and what the bank says the balance " +
			"is now. It changes nothing. It ends with 4 when the bank refuses the key, and with 1 when the bank doesn't " +
			"answer; what the journal knows is told all the same.",
		Example: "coffer status\ncoffer status --json | jq -r '.balances[0].available'",
		Args:    exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			told, err := run.status(timeout)
			if told == nil {
				return err
			}
			if failed := run.show(told, told.fields(time.Now())); failed != nil {
				return failed
			}
			return err
		},
	})
	command.Flags().DurationVar(&timeout, "timeout", 15*time.Second, "how long the bank may take to answer")
	return command
}

// statusRecord is how a treasury stands.
type statusRecord struct {
	// Environment is left out where only the key could tell it, and can't.
	Environment string `json:"environment,omitempty"`
	Host        string `json:"host,omitempty"`
	Team        string `json:"team,omitempty"`
	// BankTeam is the team that the bank says the key is of, where that isn't Team.
	BankTeam string `json:"bank_team,omitempty"`
	Profile  string `json:"profile,omitempty"`
	Folder   string `json:"folder"`
	// Online is whether the bank answered just now; left out where there is no
	// key to ask with.
	Online *bool `json:"online,omitempty"`
	// Problem says why the bank gave no balance, and Code is its code, if it has one.
	Problem string `json:"problem,omitempty"`
	Code    string `json:"code,omitempty"`
	// Balances are the bank's word now, else the journal's last.
	Balances   []balanceRecord `json:"balances"`
	Waiting    waitingRecord   `json:"waiting"`
	Unresolved []intentRecord  `json:"unresolved"`
	// LastFactAt is when the newest fact reached the journal, and LastSource how.
	LastFactAt string `json:"last_fact_at,omitempty"`
	LastSource string `json:"last_source,omitempty"`
	// NotTakenIn are the webhooks that the bank signed and couldn't be taken in.
	NotTakenIn []deadLetterRecord `json:"webhooks_not_taken_in"`
	// Refused are the webhooks that were turned away: nobody knows who sent them.
	Refused []refusalRecord `json:"webhooks_refused"`

	view *state.View
}

// waitingRecord sums up what waits for a person.
type waitingRecord struct {
	Count int            `json:"count"`
	Sums  []amountRecord `json:"sums"`
	// NotTold is how many of Count the sums are without, because their amount
	// isn't told.
	NotTold  int    `json:"not_told,omitempty"`
	OldestAt string `json:"oldest_at,omitempty"`
	// Source is where that is known from: the bank has no list to ask.
	Source string `json:"source"`
}

const journalSource = "journal"

// deadLetterRecord is how many webhooks weren't taken in for one reason.
type deadLetterRecord struct {
	Reason string `json:"reason"`
	// Detail is the kind, the team, or what can't be read.
	Detail  string `json:"detail"`
	Count   int    `json:"count"`
	TakenIn int    `json:"taken_in"`
	Shed    int    `json:"shed"`
	LastAt  string `json:"last_at"`
}

// refusalRecord is how many webhooks were turned away for one reason.
type refusalRecord struct {
	Reason  string `json:"reason"`
	Count   int    `json:"count"`
	FirstAt string `json:"first_at"`
	LastAt  string `json:"last_at"`
}

func recordsOfRefusals(refusals state.Refusals) []refusalRecord {
	records := []refusalRecord{}
	for _, refused := range refusals.ByKind() {
		records = append(records, refusalRecord{string(refused.Kind), refused.Count, refused.First.ISO(), refused.Last.ISO()})
	}
	return records
}

func recordsOfDeadLetters(letters *state.DeadLetters) []deadLetterRecord {
	records := []deadLetterRecord{}
	if letters == nil {
		return records
	}
	for _, count := range letters.Counts {
		records = append(records, deadLetterRecord{
			Reason: string(count.Reason), Detail: count.Detail, Count: count.Count, TakenIn: count.TakenIn, Shed: count.Shed,
			LastAt: count.Last.ISO(),
		})
	}
	return records
}

// intentRecord is something that was decided here and whose outcome nobody
// knows yet.
type intentRecord struct {
	IntentID       string `json:"intent_id"`
	Kind           string `json:"kind"`
	State          string `json:"state"`
	IdempotencyKey string `json:"idempotency_key"`
	Who            string `json:"who,omitempty"`
	CreatedAt      string `json:"created_at"`
	Problem        string `json:"problem,omitempty"`
	// AsksAgain is set while it is asked about by itself; after that only the
	// bank can tell what became of it.
	AsksAgain bool `json:"asks_again"`

	doubt string
}

// status is what the journal and the bank know. Where the bank is what fails,
// the record holds what the journal knows.
func (r *run) status(timeout time.Duration) (*statusRecord, error) {
	folder, err := session.Folder(r.settings)
	if err != nil {
		return nil, err
	}
	promised := session.Promise(r.settings)
	told := &statusRecord{
		Environment: string(promised.Environment),
		Host:        promised.Host,
		Team:        promised.Team,
		Profile:     r.settings.Name,
		Folder:      folder,
		Balances:    []balanceRecord{},
		Waiting:     waitingRecord{Sums: []amountRecord{}, Source: journalSource},
		Unresolved:  []intentRecord{},
		NotTakenIn:  []deadLetterRecord{},
		Refused:     []refusalRecord{},
	}
	kept := r.recall(told)
	if kept != nil && !(errors.Is(kept, fs.ErrNotExist) && !r.settings.Embedded()) {
		return nil, kept
	}
	if r.settings.Embedded() {
		return told, nil
	}
	ctx, cancel := context.WithTimeout(r, timeout)
	defer cancel()
	err = r.askBalances(ctx, told)
	online := err == nil
	told.Online = &online
	if problem := state.Explain(err); problem != nil {
		told.Problem, told.Code = strings.TrimSpace(problem.Happened+" "+problem.Advice), string(problem.Code)
	}
	return told, err
}

// recall fills in what the journal knows.
func (r *run) recall(told *statusRecord) error {
	records, err := session.Records(r.settings)
	if err != nil {
		return err
	}
	defer records.Close()
	follower, err := state.NewFollower(r, records, clockwork.NewRealClock(), time.Local, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	view := follower.View()
	told.view = view
	told.Environment, told.Host, told.Team = string(view.Bank.Environment), view.Bank.Host, view.Bank.Team
	for _, account := range view.Accounts {
		if account.Balance != nil {
			told.Balances = append(told.Balances, recordOfBalance(account.Name, account.Balance).withUnseen(view))
		}
	}
	if len(told.Balances) == 0 && view.Balance != nil {
		told.Balances = append(told.Balances, recordOfBalance("", view.Balance).withUnseen(view))
	}
	told.Waiting = waitingRecord{
		Count:    view.Waiting.Count,
		Sums:     recordsOfMoney(view.Waiting.Sums),
		NotTold:  view.Waiting.NotTold,
		OldestAt: view.Waiting.Oldest.ISO(),
		Source:   journalSource,
	}
	now := state.MomentOf(time.Now())
	for _, intent := range view.Unresolved() {
		told.Unresolved = append(told.Unresolved, intentRecord{
			IntentID:       intent.ID,
			Kind:           string(intent.Kind),
			State:          string(intent.State),
			IdempotencyKey: intent.Key,
			Who:            intent.Who,
			CreatedAt:      intent.CreatedAt.ISO(),
			Problem:        intent.Problem,
			AsksAgain:      !intent.Stale(now),
			doubt:          words.InDoubt(intent, now),
		})
	}
	told.NotTakenIn = recordsOfDeadLetters(view.DeadLetters)
	told.Refused = recordsOfRefusals(view.Feed.Refusals)
	for _, entry := range view.Activity.From(0) {
		if entry.Source != "" {
			told.LastFactAt, told.LastSource = entry.At.ISO(), string(entry.Source)
			break
		}
	}
	return nil
}

// askBalances puts the bank's word in the place of the journal's.
func (r *run) askBalances(ctx context.Context, told *statusRecord) error {
	desk, err := session.OpenDesk(ctx, r.settings, r.options)
	if err != nil {
		return err
	}
	defer desk.Close()
	balances := make([]balanceRecord, 0, len(desk.Accounts()))
	for _, name := range desk.Accounts() {
		balance, err := desk.Balance(ctx, name)
		if err != nil {
			if told.Environment == "" {
				told.Environment = string(desk.Bank().Environment)
			}
			return err
		}
		balances = append(balances, recordOfBalance(name, balance).withUnseen(told.view))
		if set := desk.Bank().Team; set != "" && balance.Team != "" && balance.Team != set {
			told.BankTeam = balance.Team
		}
	}
	bank := desk.Bank()
	told.Environment, told.Host, told.Team = string(bank.Environment), bank.Host, bank.Team
	told.Balances = balances
	return nil
}

func (s *statusRecord) fields(now time.Time) fields {
	var made fields
	made.add("environment", s.Environment)
	made.add("profile", s.Profile)
	made.add("host", s.Host)
	made.add("team", s.Team)
	if s.BankTeam != "" {
		made.add("beware", words.WrongTeam(state.TeamMismatch{Setting: s.Team, Bank: s.BankTeam, ByKey: true}))
	}
	switch {
	case s.Online == nil:
		made.add("bank", "not asked: it runs inside the dashboard only")
	case *s.Online:
		made.add("bank", "answers")
	default:
		made.add("bank", s.Problem+" The figures are the journal's last.")
	}
	for _, balance := range s.Balances {
		made = append(made, balance.fields(now)...)
	}
	if s.view != nil {
		waiting := s.view.Waiting
		text := words.NoneKnown(state.CoverageJournal)
		if waiting.Count > 0 {
			text = words.Plural(waiting.Count, "request", "requests") + " · " + words.SumsBut(waiting.Sums, waiting.NotTold) + " · oldest " + words.Age(now, waiting.Oldest) + " · as the journal tells"
		}
		made.add("needs approval", text)
	}
	for _, intent := range s.Unresolved {
		made.add(intent.doubt, intent.Kind+" · key "+intent.IdempotencyKey)
	}
	if s.view != nil {
		for _, line := range words.DeadLetters(s.view.DeadLetters, now, time.Local) {
			made.add("webhooks "+strings.ToLower(line.Title), line.Text)
		}
		for _, refused := range s.view.Feed.Refusals.ByKind() {
			made.add("webhooks refused", words.RefusedCount(refused, now, time.Local))
		}
	}
	if s.LastFactAt != "" && s.view != nil {
		made.add("last fact", s.LastFactAt+" · "+s.LastSource)
	}
	made.add("folder", s.Folder)
	return made
}
