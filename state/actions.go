package state

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"coffer/api"
)

// AskSpend puts the intent on disk and has it sent. It returns the intent's id
// as soon as it is on disk; what became of it shows in View.Intents. When it
// returns an error nothing was recorded and nothing is sent.
func (e *Engine) AskSpend(ctx context.Context, who string, request SpendRequest) (string, error) {
	if e.readOnly {
		return "", ErrReadsOnly
	}
	request, err := validSpend(request)
	if err != nil {
		return "", err
	}
	h, err := e.holderFor(ctx, request.Account)
	if err != nil {
		return "", err
	}
	path, err := h.client.FindSpendPath(ctx)
	if err != nil {
		return "", notAsked(err)
	}
	intent := Intent{
		Account:   h.account,
		Path:      path,
		ID:        uuid.NewString(),
		Kind:      IntentSpend,
		Key:       cmp.Or(request.Key, uuid.NewString()),
		Who:       who,
		CreatedAt: e.now(),
		State:     IntentRecorded,
		Spend:     &request,
	}
	money := api.Money{Cents: request.AmountCents, Currency: request.Currency}
	return e.record(ctx, h, intent, DeedSpendAsked, fmt.Sprintf("%s · %s", money, SafeText(request.MerchantName)))
}

// notAsked explains a question ahead of what would have moved money.
func notAsked(err error) *Problem {
	problem := ExplainRead(err)
	problem.Meaning, problem.Outcome = "Nothing was sent, no money moved.", api.NotSent
	return problem
}

// Decide approves or declines a pending request in the sandbox.
func (e *Engine) Decide(ctx context.Context, who, spendID string, decision api.Decision) error {
	if e.readOnly {
		return ErrReadsOnly
	}
	if !e.primary().client.IsSandbox() {
		return &Problem{
			Happened: "Decisions are made on the bank's approval page.",
			Meaning:  "Nothing was decided.",
			Advice:   "Press o to open it.",
		}
	}
	reason, _, problem := ReadText("reason", decision.Reason)
	if problem != nil {
		problem.Meaning = "Nothing was decided: everyone who sees the request would read it."
		return problem
	}
	decision.Reason = reason
	account := ""
	if spend := e.View().Spend(spendID); spend != nil {
		account = spend.Account
		if why := spend.WhyNotApproved(); why != nil && decision.Decision == api.Approve {
			return why
		}
	}
	h, err := e.askerFor(ctx, account)
	if err != nil {
		return err
	}
	bankSpendID, err := bankID(spendID)
	if err != nil {
		return err
	}
	// Who decided is on disk before the bank hears of it: an approval moves
	// money, and its answer may be lost.
	deed := e.deed(who, DeedDecided, spendID, decision.Decision+" · "+SafeText(decision.Reason))
	if err := e.submit(ctx, post{lines: []Line{deed}}); err != nil {
		return notWritten(err)
	}
	answer, err := h.client.DecideSpend(ctx, bankSpendID, decision)
	if err != nil {
		problem := explainDecision(err)
		line := e.deed(who, DeedOutcome, spendID, "decision: "+string(problem.Outcome)+" · "+problem.Happened)
		_ = e.submit(context.WithoutCancel(ctx), post{lines: []Line{line}})
		h.poll.rush(spendID)
		return problem
	}
	told := post{from: h, observations: []Observation{ObserveSpend(answer, SourceCreated, e.now()).of(h.id())}}
	return notKept("The bank took the decision, but its answer could not be written down", e.submit(context.WithoutCancel(ctx), told))
}

// ApprovalOpened notes that a person opened the approval page.
func (e *Engine) ApprovalOpened(ctx context.Context, who, spendID string) error {
	if e.View().Spend(spendID) == nil {
		return ErrUnknownSpend
	}
	opened := &Spend{ID: spendID, OpenedAt: e.now()}
	return notKept("That the page was opened could not be written down", e.submit(ctx, post{
		lines:        []Line{e.deed(who, DeedOpenedApproval, spendID, "")},
		observations: []Observation{{Spend: opened, SeenAt: e.now()}},
	}))
}

// Track follows a spend request or a swap that was not created here. It
// returns once the bank has told of it.
func (e *Engine) Track(ctx context.Context, who, id string) error {
	id = ParseID(id)
	what := target{id: id, kind: spendTarget}
	switch {
	case isSwapID(id):
		what.kind = swapTarget
	case !strings.HasPrefix(id, "req_"):
		return &Problem{Happened: "An id begins with req_ or swap_.", Advice: "Copy it from the bank or from the agent's answer."}
	}
	h, told, err := e.askEach(ctx, what)
	if err != nil {
		return ExplainRead(err)
	}
	found := post{from: h, lines: []Line{e.deed(who, DeedTracked, id, "")}, observations: told.observations}
	return notKept("It could not be written down", e.submit(ctx, found))
}

// ReadRecord asks the bank for a record that is here and writes down what it says,
// also that it doesn't know the record. It waits a moment until it is known
// whose the keys are, because a 404 to another account's key says little.
// Errors explain themselves, one of the bank as well as one of the disk.
func (e *Engine) ReadRecord(ctx context.Context, id string) error {
	what := target{id: id, kind: spendTarget}
	if isSwapID(id) {
		what.kind = swapTarget
	}
	everyone := func() bool { return !slices.ContainsFunc(e.holders, func(h *holder) bool { return !h.isAdmitted() }) }
	if err := e.awaitAdmission(ctx, everyone); err != nil {
		return err
	}
	h, told, err := e.askEach(ctx, what)
	if err != nil {
		return ExplainRead(err)
	}
	return notKept("It could not be written down", e.submit(ctx, post{from: h, observations: told.observations}))
}

// askEach asks with one key after the other until one knows the record: an id
// doesn't tell whose it is.
func (e *Engine) askEach(ctx context.Context, what target) (*holder, findings, error) {
	var refused error
	for _, h := range e.holders {
		told, err := h.poll.ask(ctx, what)
		if err == nil {
			return h, told, nil
		}
		if len(told.observations) > 0 {
			// It may be about a record that is here.
			_ = e.submit(context.WithoutCancel(ctx), post{from: h, observations: told.observations})
		}
		if refused == nil || api.CodeOf(refused) == api.CodeNotFound {
			// What may still know it is the better reason than one that doesn't.
			refused = err
		}
	}
	return nil, findings{}, refused
}

// Quote asks for a price.
func (e *Engine) Quote(ctx context.Context, request QuoteRequest) (*SwapTerms, error) {
	if e.readOnly {
		return nil, ErrReadsOnly
	}
	for _, token := range []string{request.SellToken, request.BuyToken} {
		if _, _, problem := ReadText("token", token); problem != nil {
			return nil, problem
		}
	}
	h, err := e.askerFor(ctx, request.Account)
	if err != nil {
		return nil, err
	}
	terms, err := quote(ctx, h.client, e.clock, request)
	if err != nil {
		e.noteSwapAPI(ctx, err)
		return nil, err
	}
	terms.Account = h.id()
	if err := cmp.Or(e.quotes.note(terms), e.View().otherQuote(terms)); err != nil {
		return nil, ExplainRead(err)
	}
	terms.Earlier = e.prices.measure(terms.SellToken, terms.BuyToken, e.View().EarlierPrice(terms.SellToken, terms.BuyToken), e.now())
	e.prices.note(terms, e.now())
	// The screens count down on the bank's clock, which the answer just told:
	// after a step of this machine's they would take a fresh quote for expired.
	_ = e.submit(context.WithoutCancel(ctx), post{noSwapAPI: new(false)})
	return terms, nil
}

// CheckPolicy asks for the verdict on a quote and returns its terms with it.
func (e *Engine) CheckPolicy(ctx context.Context, terms *SwapTerms) (*SwapTerms, error) {
	if e.readOnly {
		return nil, ErrReadsOnly
	}
	h, err := e.askerFor(ctx, terms.Account)
	if err != nil {
		return nil, err
	}
	if err := e.quotes.refuse(terms); err != nil {
		return nil, err
	}
	quoteID, err := bankID(terms.QuoteID)
	if err != nil {
		return nil, err
	}
	answer, err := h.client.CheckPolicy(ctx, api.PolicyCheckRequest{
		TeamID:            h.client.TeamID(),
		QuoteID:           quoteID,
		SellToken:         terms.SellToken,
		BuyToken:          terms.BuyToken,
		SellAmount:        terms.SellAmount,
		ExpectedBuyAmount: terms.ExpectedBuy,
	})
	if err != nil {
		e.noteSwapAPI(ctx, err)
		return nil, explainQuote(err)
	}
	checked := *terms
	checked.arrive(e.clock.Now(), h.client.ClockOffset())
	checked.Policy = api.PolicyStatus(SafeID(string(answer.Value.Status)))
	checked.PolicyReasons = nil
	for _, reason := range answer.Value.Reasons {
		checked.PolicyReasons = append(checked.PolicyReasons, SafeText(reason))
	}
	checked.PolicyChecks = rulesOf(answer.Value)
	checked.CheckedAt = MomentOf(answer.Value.EvaluatedAt.Time)
	if !checked.CheckedAt.Known() {
		checked.CheckedAt = MomentOf(answer.AsOf)
	}
	if failed := checked.failedRule(); failed != nil && checked.Policy.Allows() {
		return nil, &Problem{
			Happened: sentence(fmt.Sprintf("The bank's verdict is %s, and yet a rule of it says %s", checked.Policy, failed.Status), failed.Text),
			Meaning:  "A verdict that contradicts itself is none. Nothing was sent, no money moved.",
			Advice:   "Check the policy again.",
			Outcome:  api.NotSent,
		}
	}
	return &checked, nil
}

// failedRule is the first rule whose word isn't one that lets a swap go on, or
// nil. A rule that the bank gives no word adds none to the verdict.
func (t *SwapTerms) failedRule() *PolicyRule {
	for i := range t.PolicyChecks {
		if rule := &t.PolicyChecks[i]; rule.Status != "" && !rule.Status.Allows() {
			return rule
		}
	}
	return nil
}

// rulesOf is what a verdict is made of, failures first. A bank that tells its
// reasons alone tells no more of each than the verdict on all.
func rulesOf(verdict api.PolicyCheck) []PolicyRule {
	var rules []PolicyRule
	for _, check := range verdict.Checks {
		rules = append(rules, PolicyRule{Status: api.PolicyStatus(SafeID(string(check.Status))), Text: SafeText(check.Text)})
	}
	for _, reason := range verdict.Reasons {
		rule := PolicyRule{Status: api.PolicyStatus(SafeID(string(verdict.Status))), Text: SafeText(reason)}
		if !slices.ContainsFunc(rules, func(other PolicyRule) bool { return other.Text == rule.Text }) {
			rules = append(rules, rule)
		}
	}
	gravity := func(rule PolicyRule) int {
		switch rule.Status {
		case api.PolicyFail:
			return 0
		case api.PolicyWarn:
			return 2
		case api.PolicyPass:
			return 3
		}
		// A word that nobody knows is no pass.
		return 1
	}
	slices.SortStableFunc(rules, func(a, b PolicyRule) int { return cmp.Compare(gravity(a), gravity(b)) })
	return rules
}

func explainDecision(err error) *Problem {
	problem := Explain(err)
	if problem.Outcome == api.Refused {
		problem.Meaning = "The request stands as the bank holds it."
	}
	if problem.Outcome == api.Unknown {
		problem.Meaning = "Whether the decision took effect is not known."
		problem.Advice = "The row is asked for at once and shows what the bank holds."
	}
	return problem
}

func (e *Engine) deed(who string, deed Deed, subject, text string) Line {
	return Line{Entry: Entry{At: e.now(), Who: who, Deed: deed, Subject: subject, Text: text}}
}

// record puts an intent on disk, and only then in the senders' hands.
func (e *Engine) record(ctx context.Context, h *holder, intent Intent, deed Deed, text string) (string, error) {
	if e.several() {
		text += " · " + h.name
	}
	line := e.deed(intent.Who, deed, intent.ID, text)
	if err := e.submit(ctx, post{intents: []Intent{intent}, lines: []Line{line}}); err != nil {
		return "", notWritten(err)
	}
	e.logIntent(intent)
	e.hand(h, intent)
	return intent.ID, nil
}

// notWritten says why nothing was done: what can't be written down first isn't.
func notWritten(err error) *Problem {
	var known *Problem
	if errors.As(err, &known) {
		return known
	}
	problem := &Problem{
		Happened: sentence("It could not be written down first", err.Error()),
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   "Free space or mend the disk, then try again.",
		Outcome:  api.NotSent,
		Cause:    err,
	}
	if errors.Is(err, ErrStopped) {
		problem.Happened = "Coffer is ending."
		problem.Advice = "Start it again and try once more."
	}
	return problem
}

// notKept says that what happened could not be written down, and nil where it
// was. Nothing hangs on it but the record.
func notKept(happened string, err error) error {
	if err == nil {
		return nil
	}
	return &Problem{
		Happened: sentence(happened, err.Error()),
		Meaning:  "What the bank holds is not touched by this.",
		Advice:   "Free space or mend the disk.",
		Cause:    err,
	}
}

// validSpend is the request as it is sent, below every face: with its texts as
// ReadText reads them. Errors: *Problem, and then nothing is sent.
func validSpend(request SpendRequest) (SpendRequest, error) {
	if request.AmountCents <= 0 {
		return request, &Problem{Happened: "The amount must be above zero."}
	}
	for _, text := range []struct {
		name string
		text *string
	}{{"merchant", &request.MerchantName}, {"reason", &request.Reason}} {
		read, _, problem := ReadText(text.name, *text.text)
		if problem != nil {
			return request, problem
		}
		if read == "" {
			return request, &Problem{Happened: "The " + text.name + " is missing."}
		}
		*text.text = read
	}
	if _, _, known := api.CurrencyCode(request.Currency); !known {
		return request, UnknownCurrency(request.Currency)
	}
	return request, nil
}
