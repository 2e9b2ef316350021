package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"coffer/state"
	"coffer/state/session"
	"coffer/ui/words"
)

// defaultAnswer is how long the bank may take to answer, tries with the same
// key included.
const defaultAnswer = 30 * time.Second

// spendFlags are what a spend was asked for with.
type spendFlags struct {
	amount, currency, merchant, reason string
	account, key                       string
	wait, yes, noInput, dryRun         bool
	timeout                            time.Duration
}

func newSpendCreate() *cobra.Command {
	var flags spendFlags
	command := withJSON(&cobra.Command{
		Use:   "create",
		Short: "Ask the bank for a spend",
		Long: "Asks the bank for a spend. What is asked is on disk with its idempotency key before it is sent; an answer that " +
			"doesn't come is asked for again with the same key, which can't spend twice.\n\n" +
			"It ends with 0 when the spend is approved, with 3 when it is declined, with 5 while a person still has to " +
			"approve it, and with 6 when no answer came in time: then the next Coffer in the same folder asks on, and so does " +
			"the same command with the same --idempotency-key.",
		Example: "coffer spend create --amount 120.00 --merchant AWS --reason \"GPU runtime\"\n" +
			"coffer spend create --amount 600 --merchant OpenAI --reason inference --yes --wait --timeout 15m --json",
		Args: exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			leftOut, err := flags.readTexts()
			if err != nil {
				return usage(err)
			}
			for _, sentence := range leftOut {
				run.say("%s", sentence)
			}
			request, err := flags.request()
			if err != nil {
				return usage(err)
			}
			if accounts := run.settings.Accounts; request.Account == "" && len(accounts) > 1 {
				// Whoever is asked back is told whose money it is.
				request.Account = accounts[0].Name
			}
			if flags.dryRun {
				return run.rehearse(request)
			}
			return run.create(request, flags)
		},
	})
	set := command.Flags()
	set.StringVar(&flags.amount, "amount", "", "the amount, like 120.00")
	set.StringVar(&flags.currency, "currency", "usd", "its currency")
	set.StringVar(&flags.merchant, "merchant", "", "who is paid")
	set.StringVar(&flags.reason, "reason", "", "what it is for; whoever approves it reads this")
	set.StringVar(&flags.account, "account", "", "ask with the key of this account of the profile; without it, of its first")
	set.StringVar(&flags.key, "idempotency-key", "", "a `UUID` of one's own: asking again with it asks for the same spend")
	set.BoolVar(&flags.wait, "wait", false, "wait until a person has decided")
	set.DurationVar(&flags.timeout, "timeout", 0, "how long to wait at most: 30s for an answer, 10m with --wait")
	set.BoolVarP(&flags.yes, "yes", "y", false, "send it without asking back")
	set.BoolVar(&flags.noInput, "no-input", false, "never ask anything: send it as it is")
	set.BoolVar(&flags.dryRun, "dry-run", false, "check it and show what would be sent; send nothing")
	return command
}

// readTexts reads the texts as they are sent, and returns a sentence for each of
// which something is left out.
func (f *spendFlags) readTexts() (leftOut []string, err error) {
	for _, text := range []struct {
		name string
		text *string
	}{{"merchant", &f.merchant}, {"reason", &f.reason}} {
		read, out, problem := state.ReadText(text.name, *text.text)
		if problem != nil {
			return nil, fmt.Errorf("--%s: %w", text.name, problem)
		}
		if out != "" {
			leftOut = append(leftOut, "--"+text.name+": "+words.LeftOutOfText(out))
		}
		*text.text = read
	}
	return leftOut, nil
}

// request is what the flags ask for, with its key.
func (f spendFlags) request() (state.SpendRequest, error) {
	request := state.SpendRequest{
		Account:      f.account,
		Key:          f.key,
		Currency:     strings.ToLower(strings.TrimSpace(f.currency)),
		MerchantName: f.merchant,
		Reason:       f.reason,
	}
	var missing []string
	for _, need := range [][2]string{{"--amount", f.amount}, {"--merchant", request.MerchantName}, {"--reason", request.Reason}} {
		if need[1] == "" {
			missing = append(missing, need[0])
		}
	}
	if len(missing) > 0 {
		return request, fmt.Errorf("a spend needs %s", strings.Join(missing, " and "))
	}
	if _, _, known := state.CurrencyCode(request.Currency); !known {
		return request, fmt.Errorf("--currency: %w", state.UnknownCurrency(request.Currency))
	}
	money, problem := state.ReadMoney(f.amount, request.Currency)
	if problem != nil {
		return request, fmt.Errorf("--amount: %w", problem)
	}
	request.AmountCents = money.Cents
	if f.timeout < 0 {
		return request, errors.New("--timeout takes a length of time, like 90s or 15m")
	}
	if request.Key == "" {
		request.Key = uuid.NewString()
		return request, nil
	}
	key, err := uuid.Parse(request.Key)
	if err != nil {
		return request, errors.New("--idempotency-key takes a UUID, like 7f3a0c1e-52f4-4e0b-9d3f-0f5f5a1f6f10")
	}
	request.Key, request.Repeats = key.String(), true
	return request, nil
}

// limit is how long to wait at most.
func (f spendFlags) limit() time.Duration {
	if f.wait {
		return cmp.Or(f.timeout, defaultWait)
	}
	return cmp.Or(f.timeout, defaultAnswer)
}

// dryRunRecord is what would be sent.
type dryRunRecord struct {
	DryRun         bool   `json:"dry_run"`
	Environment    string `json:"environment"`
	Host           string `json:"host"`
	Account        string `json:"account,omitempty"`
	Amount         string `json:"amount"`
	Currency       string `json:"currency"`
	Merchant       string `json:"merchant"`
	Reason         string `json:"reason"`
	IdempotencyKey string `json:"idempotency_key"`
}

// rehearse shows what would be sent, and to whom.
func (r *run) rehearse(request state.SpendRequest) error {
	desk, err := session.OpenDesk(r, r.settings, r.options)
	if err != nil {
		return err
	}
	defer desk.Close()
	if err := desk.HasKey(request.Account); err != nil {
		return err
	}
	bank, money := r.bankOf(desk), moneyOf(request)
	r.say("Nothing is sent.")
	made := fields{
		{"would ask", string(bank.Environment) + " at " + bank.Host},
		{"amount", words.Money(money)},
		{"merchant", state.SafeText(request.MerchantName)},
		{"reason", state.SafeText(request.Reason)},
	}
	made.add("account", request.Account)
	made.add("key", request.Key)
	return r.show(dryRunRecord{
		DryRun:         true,
		Environment:    string(bank.Environment),
		Host:           bank.Host,
		Account:        request.Account,
		Amount:         amountOf(money),
		Currency:       money.Code(),
		Merchant:       request.MerchantName,
		Reason:         request.Reason,
		IdempotencyKey: request.Key,
	}, made)
}

func (r *run) create(request state.SpendRequest, flags spendFlags) error {
	deadline := time.Now().Add(flags.limit())
	if !flags.yes {
		if err := r.confirm(request, flags); err != nil {
			return err
		}
	}
	intent, spend, err := r.ask(request, deadline)
	if err != nil {
		return err
	}
	if flags.wait && spend != nil && spend.Open() {
		if spend.Waiting() && spend.ApprovalURL != "" {
			r.say("It waits for a person to approve it at %s", spend.ApprovalURL)
		}
		decided, err := r.await(spend, deadline)
		if err != nil {
			// The request is made, whatever its wait ended with.
			return r.endUnawaited(intent, spend, err)
		}
		spend = decided
	}
	return r.endCreated(request, intent, spend)
}

// whoPatience is how long a bank may take to say who it is before a person is
// asked without.
const whoPatience = 3 * time.Second

// bankOf is who is asked. A bank that gives no answer is named by its key.
func (r *run) bankOf(desk *state.Desk) state.Bank {
	ctx, giveUp := context.WithTimeout(r, whoPatience)
	defer giveUp()
	_ = desk.Identify(ctx)
	return desk.Bank()
}

// confirm asks back. No terminal never means yes.
func (r *run) confirm(request state.SpendRequest, flags spendFlags) error {
	if flags.noInput || !r.isAttended() {
		return usage(errors.New("nobody is there to be asked back, so nothing was sent: --yes sends it without asking"))
	}
	desk, err := session.OpenDesk(r, r.settings, r.options)
	if err != nil {
		return err
	}
	bank := r.bankOf(desk)
	if err := desk.Close(); err != nil {
		return err
	}
	whose := ""
	if request.Account != "" {
		whose = " from " + state.SafeText(request.Account)
	}
	return r.askBack(fmt.Sprintf("Ask %s at %s for %s%s to %s?", bank.Environment, bank.Host,
		words.Money(moneyOf(request)), whose, state.SafeText(request.MerchantName)))
}

// ask puts the request on disk, sends it, and waits until its outcome is known
// or the time is over. The request is nil unless the bank has it for certain.
func (r *run) ask(request state.SpendRequest, deadline time.Time) (*state.Intent, *state.Spend, error) {
	opened, err := session.OpenForCommand(r, r.settings, r.options)
	if err != nil {
		return nil, nil, err
	}
	// It is closed as soon as the outcome is known: until then no dashboard can
	// open the folder.
	intent, spend, err := r.send(opened, request, deadline)
	if failed := opened.Close(); err == nil && failed != nil && intent == nil {
		err = failed
	}
	return intent, spend, err
}

func (r *run) send(opened *session.Session, request state.SpendRequest, deadline time.Time) (*state.Intent, *state.Spend, error) {
	treasury := opened.Treasury()
	wake, end := treasury.Subscribe()
	defer end()
	id, err := askUnlessRefused(opened.Context(), treasury, wake, request, deadline)
	if err != nil {
		return nil, nil, err
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	for {
		view := treasury.View()
		for _, intent := range view.Intents {
			if intent.ID == id && !intent.Unresolved() {
				return intent, r.vetted(view.Spend(intent.Subject), view.Bank), nil
			}
		}
		select {
		case <-wake:
		case <-timer.C:
			return unanswered(view, id, request), nil, nil
		case <-opened.Context().Done():
			r.say("No answer has come yet. The key is %s.", request.Key)
			return unanswered(view, id, request), nil, nil
		}
	}
}

// askUnlessRefused asks, and doesn't wait for a bank that refuses the key.
// When it returns an error nothing was sent.
func askUnlessRefused(
	ctx context.Context, treasury state.Treasury, wake <-chan struct{}, request state.SpendRequest, deadline time.Time,
) (string, error) {
	ctx, giveUp := context.WithDeadline(ctx, deadline)
	defer giveUp()
	type answer struct {
		id  string
		err error
	}
	asked := make(chan answer, 1)
	go func() {
		id, err := treasury.AskSpend(ctx, Person(), request)
		asked <- answer{id, err}
	}()
	for {
		select {
		case told := <-asked:
			if feed := treasury.View().Feed; told.err != nil && refusesTheKey(string(feed.ProblemCode)) {
				return "", &state.Problem{Happened: feed.Problem, Meaning: "Nothing was sent, no money moved.", Code: feed.ProblemCode}
			}
			return told.id, told.err
		case <-wake:
			if refusesTheKey(string(treasury.View().Feed.ProblemCode)) {
				giveUp()
			}
		}
	}
}

// unanswered is the intent whose outcome nobody knows, with the last word
// against it.
func unanswered(view *state.View, id string, request state.SpendRequest) *state.Intent {
	for _, intent := range view.Intents {
		if intent.ID == id && intent.State == state.IntentUnknown {
			return intent
		}
	}
	return &state.Intent{ID: id, Kind: state.IntentSpend, Key: request.Key, State: state.IntentUnknown, Spend: &request}
}

// await waits for a person's decision. What was said before it stays said.
func (r *run) await(spend *state.Spend, deadline time.Time) (*state.Spend, error) {
	desk, err := session.OpenDesk(r, r.settings, r.options)
	if err != nil {
		return nil, err
	}
	defer desk.Close()
	decided, err := awaitSpend(r, desk.Spend, spend.ID, max(0, time.Until(deadline)))
	if err != nil {
		return nil, r.explainAbsence(spend.ID, cmp.Or(lastSeen(decided), spend.LastSeen), err)
	}
	merged := state.Merge(*spend, state.Observation{Spend: decided})
	return r.vetted(&merged, desk.Bank()), nil
}

// createdRecord is what became of a spend that was asked for.
type createdRecord struct {
	*spendRecord
	// Outcome is done, refused, not sent or unknown.
	Outcome        string `json:"outcome"`
	IdempotencyKey string `json:"idempotency_key"`
	Code           string `json:"code,omitempty"`
	Problem        string `json:"problem,omitempty"`
}

// endCreated tells what became of it, in the record and in the status.
func (r *run) endCreated(request state.SpendRequest, intent *state.Intent, spend *state.Spend) error {
	made := createdRecord{Outcome: string(intent.State), IdempotencyKey: intent.Key, Code: string(intent.Code)}
	if spend != nil {
		made.spendRecord = recordOfSpend(spend)
		return r.endSpend(spend, made)
	}
	money := moneyOf(request)
	made.spendRecord = &spendRecord{
		Final:  !intent.Unresolved(),
		Amount: amountOf(money), Currency: money.Code(), Merchant: request.MerchantName, Reason: request.Reason,
	}
	problem := intent.Why()
	if problem == nil {
		return errors.New("the bank took the request, and its record is not here yet; coffer status and coffer watch tell more")
	}
	made.Problem, made.Discrepancies = problem.Happened, recordsOfDiscrepancies(intent.Discrepancies())
	if intent.State == state.IntentUnknown {
		problem.Advice = "Ask again with --idempotency-key " + intent.Key + ", or start Coffer over the same folder: neither can spend twice."
	}
	if err := r.show(made, fields{{"outcome", made.Outcome}, {"amount", words.Money(money)}, {"key", intent.Key}}); err != nil {
		return err
	}
	status := statusOfProblem(problem)
	if intent.State == state.IntentUnknown {
		status = ExitUnknown
	}
	if r.Err() != nil {
		status = ExitInterrupted
	}
	return endWith(status, problem)
}

func moneyOf(request state.SpendRequest) state.Money {
	return state.Money{Cents: request.AmountCents, Currency: request.Currency}
}
