package state

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"coffer/api"
	"coffer/api/secrets"
	"coffer/api/webhook"
)

// Observation is a fact about one record, with its source and time. What it
// tells is itself a record with only the told fields set. Exactly one of
// Spend, Swap and Balance is set.
type Observation struct {
	Source Source
	// SeenAt is when it arrived here, on this machine's clock.
	SeenAt Moment
	// EventID is the bank's de-duplication key; empty unless it came by webhook.
	EventID string
	// Event is the bank's word for what happened, or "" for a poll.
	Event string
	// TraceID is the bank's name for the request behind the fact.
	TraceID string
	// Raw is the fact as it came, for the journal alone.
	Raw json.RawMessage

	Spend   *Spend
	Swap    *Swap
	Balance *Balance

	// absent is set where the bank said that it has no such record; Spend or Swap
	// then is no more than its id.
	absent bool
	// repeats is set where the journal holds the event in other letters.
	repeats bool
	// contradicts is what the journal holds of the event where its body told
	// something else; nil otherwise.
	contradicts *Entry
	// unread is what keeps a body that contradicts from being read, in a few
	// words; Spend is then no more than the id of the record that it came for.
	unread string
	// doubt is how the event contradicts itself, in a few words; "" where it
	// doesn't.
	doubt string
}

// Subject is the id of the record that the fact is about.
func (o Observation) Subject() string {
	switch {
	case o.Spend != nil:
		return o.Spend.ID
	case o.Swap != nil:
		return o.Swap.ID
	case o.Balance != nil:
		return o.Balance.Account
	}
	return ""
}

// of says with whose key the fact was read, where the bank left that out. What
// the bank says itself, then or later, outranks it.
func (o Observation) of(account string) Observation {
	switch {
	case account == "":
	case o.Spend != nil && o.Spend.Account == "":
		o.Spend.Account, o.Spend.Stamps[spendAccount] = account, Stamp{}
	case o.Swap != nil && o.Swap.Account == "":
		o.Swap.Account = account
	case o.Balance != nil && o.Balance.Account == "":
		o.Balance.Account = account
	}
	return o
}

// account is whose record the fact is about, as far as it says.
func (o Observation) account() string {
	switch {
	case o.Spend != nil:
		return o.Spend.Account
	case o.Swap != nil:
		return o.Swap.Account
	case o.Balance != nil:
		return o.Balance.Account
	}
	return ""
}

// Merge is the record once the observation is taken into account. It is pure,
// and neither the order nor the repetition nor the source of observations
// changes where they end.
func Merge(record Spend, observation Observation) Spend {
	if observation.Spend == nil {
		return record
	}
	return joinSpends(record, *observation.Spend)
}

// MergeSwap is Merge for swaps.
func MergeSwap(record Swap, observation Observation) Swap {
	if observation.Swap == nil {
		return record
	}
	return joinSwaps(record, *observation.Swap)
}

// spendFrom is where text of a spend request enters: it is made safe here, and
// nowhere else. asOf is the bank's time of a fact that carries none.
func spendFrom(spend api.Spend, source Source, seen, asOf Moment) *Spend {
	if updated := MomentOf(spend.UpdatedAt.Time); updated.Known() {
		asOf = updated
	}
	record := &Spend{
		ID:             SafeID(spend.ID),
		Status:         api.SpendStatus(SafeID(string(spend.Status))),
		DecisionReason: SafeText(spend.DecisionReason),
		Cents:          spend.AmountCents,
		Currency:       SafeCurrency(spend.Currency),
		Merchant:       SafeText(spend.MerchantName),
		Reason:         SafeText(spend.Reason),
		Account:        SafeID(spend.AgentAccountID),
		Team:           SafeID(spend.TeamID),
		ApprovalURL:    SafeURL(spend.ApprovalURL),
		CreatedAt:      MomentOf(spend.CreatedAt.Time),
		DecidedAt:      MomentOf(spend.DecidedAt.Time),
		FirstSeen:      seen,
		LastSeen:       seen,
		LastSource:     source,
	}
	if left := spend.RemainingMonthlyBudgetCents; left != nil {
		record.BudgetLeft, record.BudgetKnown = *left, true
	} else if left := spend.RemainingBudgetCents; left != nil {
		record.BudgetLeft, record.BudgetKnown = *left, true
	}
	told := Stamp{AsOf: asOf, Seen: seen}
	record.Variants = oddVariants(spend, told)
	record.stamp(told)
	return record
}

func swapFrom(swap api.Swap, source Source, seen, asOf Moment) *Swap {
	if updated := MomentOf(swap.UpdatedAt.Time); updated.Known() {
		asOf = updated
	}
	executed, odd := executionOf(swap, seen)
	record := &Swap{
		ID:         SafeID(swap.ID),
		Status:     api.ExecutionStatus(SafeID(string(swap.ExecutionStatus))),
		Policy:     api.PolicyStatus(SafeID(string(swap.PolicyStatus))),
		TxHash:     SafeID(swap.TxHash),
		Provider:   SafeText(swap.Provider),
		Executed:   executed,
		FirstSeen:  seen,
		LastSeen:   seen,
		LastSource: source,

		Discrepancies: odd,
	}
	if swap.ExecutionStatus.Final() {
		record.SettledAt = asOf
		record.Settlements = record.settlements()
	} else if executed != nil {
		record.PartialFill = &PartialFill{Execution: *executed, At: seen}
	}
	record.stamp(Stamp{AsOf: asOf, Seen: seen})
	return record
}

// ObserveEvent is the fact that a webhook announced. Where its type names another
// status than its request has, neither is believed: a final status never goes
// back, and only a read can tell which one is so.
func ObserveEvent(event webhook.Event, raw []byte, seen Moment) Observation {
	asOf := MomentOf(event.OccurredAt.Time)
	observation := Observation{
		Source:  SourceWebhook,
		SeenAt:  seen,
		EventID: SafeID(event.ID),
		Event:   SafeID(string(event.Type)),
		TraceID: SafeID(event.RequestID),
		Raw:     secrets.RedactBody(raw),
		Spend:   spendFrom(event.Data.Spend, SourceWebhook, seen, asOf),
	}
	if announced := event.Contradiction(); announced != "" {
		spend := observation.Spend
		observation.doubt = fmt.Sprintf("the event contradicts itself: it announces %s, and its request is %s", announced, spend.Status)
		spend.Contradicted = true
		spend.Status, spend.DecisionReason, spend.DecidedAt = "", "", 0
		spend.stamp(spend.Stamps[spendAmount])
	}
	return observation
}

// ObserveSpend is the fact in the bank's answer about a spend request.
func ObserveSpend(answer api.Answer[api.Spend], source Source, seen Moment) Observation {
	return Observation{
		Source:  source,
		SeenAt:  seen,
		TraceID: SafeID(answer.TraceID),
		Raw:     answer.Raw,
		Spend:   spendFrom(answer.Value, source, seen, MomentOf(answer.AsOf)),
	}
}

// ObserveSwap is the fact in the bank's answer about a swap. The terms are
// what was confirmed here, or nil.
func ObserveSwap(answer api.Answer[api.Swap], terms *SwapTerms, source Source, seen Moment) Observation {
	swap := swapFrom(answer.Value, source, seen, MomentOf(answer.AsOf))
	swap.Terms = terms
	if source == SourceCreated {
		swap.SubmittedAt = MomentOf(answer.AsOf)
	}
	return Observation{
		Source:  source,
		SeenAt:  seen,
		TraceID: SafeID(answer.TraceID),
		Raw:     answer.Raw,
		Swap:    swap,
	}
}

// observeSandboxSwap is the fact in the sandbox's own list about a swap that
// may have been made elsewhere.
func observeSandboxSwap(listed api.SandboxSwap, seen Moment) Observation {
	raw, _ := json.Marshal(listed)
	swap := swapFrom(listed.Swap, SourcePoll, seen, MomentOf(listed.UpdatedAt.Time))
	swap.SubmittedAt = MomentOf(listed.CreatedAt.Time)
	swap.Terms = termsOf(listed.Quote, listed.SellToken, listed.SellAmount, listed.BuyToken)
	return Observation{Source: SourcePoll, SeenAt: seen, Raw: raw, Swap: swap}
}

// termsOf makes a quote's figures safe to draw.
func termsOf(quote api.Quote, sellToken string, sellAmount decimal.Decimal, buyToken string) *SwapTerms {
	terms := &SwapTerms{
		QuoteID:         SafeID(quote.ID),
		SellToken:       SafeID(sellToken),
		SellAmount:      sellAmount,
		BuyToken:        SafeID(buyToken),
		ExpectedBuy:     quote.ExpectedBuyAmount,
		MinimumReceived: quote.MinimumReceived(buyToken),
		Fees:            safeFees(quote.EstimatedFees),
		SlippageBPS:     quote.SlippageBPS,
		ImpactBPS:       quote.PriceImpactBPS,
		Provider:        SafeText(quote.Provider),
		ExpiresAt:       MomentOf(quote.ExpiresAt.Time),
	}
	for _, kind := range quote.UnreadFees {
		terms.UnreadFees = append(terms.UnreadFees, SafeKey(kind))
	}
	for _, token := range quote.RoutePath() {
		terms.Route = append(terms.Route, SafeID(token))
	}
	return terms
}
