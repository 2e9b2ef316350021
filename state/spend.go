package state

import (
	"cmp"

	"coffer/api"
)

// Source is where a fact came from.
type Source string

// The sources of facts.
const (
	// SourceCreated is the bank's answer to something done here.
	SourceCreated Source = "created"
	SourceWebhook Source = "webhook"
	SourcePoll    Source = "poll"
)

// spendField numbers the fields of a Spend that carry a stamp.
type spendField int

const (
	spendStatus spendField = iota
	spendDecisionReason
	spendAmount
	spendCurrency
	spendMerchant
	spendReason
	spendAccount
	spendTeam
	spendApprovalURL
	spendBudgetLeft
	spendCreated
	spendDecided
	spendFieldCount
)

// Spend is a spend request as all facts together tell it. Its texts are safe
// to draw. A Spend that the Book holds is never changed in place.
type Spend struct {
	ID             string          `json:"id"`
	Status         api.SpendStatus `json:"status,omitempty"`
	DecisionReason string          `json:"decision_reason,omitempty"`
	// Cents is the amount in minor units of Currency; nil when the bank didn't
	// tell it. See Money.
	Cents       *int64 `json:"cents,omitempty"`
	Currency    string `json:"currency,omitempty"`
	Merchant    string `json:"merchant,omitempty"`
	Reason      string `json:"reason,omitempty"`
	Account     string `json:"account,omitempty"`
	Team        string `json:"team,omitempty"`
	ApprovalURL string `json:"approval_url,omitempty"`
	// BudgetLeft is the period's remaining budget that the bank told with this
	// record, in minor units; meaningful only when BudgetKnown.
	BudgetLeft  int64  `json:"budget_left,omitempty"`
	BudgetKnown bool   `json:"budget_known,omitempty"`
	CreatedAt   Moment `json:"created_at,omitempty"`
	DecidedAt   Moment `json:"decided_at,omitempty"`

	// FirstSeen and LastSeen are times of this machine.
	FirstSeen  Moment `json:"first_seen,omitempty"`
	LastSeen   Moment `json:"last_seen,omitempty"`
	LastSource Source `json:"last_source,omitempty"`
	// OpenedAt is when a person here last opened the approval page.
	OpenedAt Moment `json:"opened_at,omitempty"`
	// Contradicted is set when two facts name different final statuses, and when
	// an event came with two bodies.
	Contradicted bool `json:"contradicted,omitempty"`
	// Absence is that the bank said not to know it; see UnknownSince.
	Absence
	// Asked is what was asked for here; nil for a request of somewhere else.
	Asked *SpendAsked `json:"asked,omitempty"`
	// Variants is every value that the bank told of a field, where it told more
	// than one, or one that can't be drawn as it came.
	Variants []Variant `json:"variants,omitempty"`
	// Noted is what else doesn't fit; see Discrepancies for all of it.
	Noted []Discrepancy `json:"discrepancies,omitempty"`

	Stamps [spendFieldCount]Stamp `json:"stamps"`
}

// Money is the amount with its currency; told is false where the bank left the
// amount out, and then nothing may be made of it. A currency that wasn't told
// is "".
func (s *Spend) Money() (money api.Money, told bool) {
	if s.Cents == nil {
		return api.Money{Currency: s.Currency}, false
	}
	return api.Money{Cents: *s.Cents, Currency: s.Currency}, true
}

// Summable is the amount where it may be added to others: told, not negative,
// in a currency that is told.
func (s *Spend) Summable() (money api.Money, ok bool) {
	money, told := s.Money()
	return money, told && money.Cents >= 0 && money.Currency != ""
}

// WhyNotApproved says why the request can't be approved from here, whatever
// else is so: nobody may say yes to an amount that isn't there to be read. It
// is nil where nothing is in the way.
func (s *Spend) WhyNotApproved() *Problem {
	money, told := s.Money()
	problem := &Problem{Meaning: "Nothing was decided.", Advice: "Open the bank's approval page and decide there.", Outcome: api.NotSent}
	switch {
	case !told:
		problem.Happened = "The bank hasn't told the amount, so it can't be approved here."
	case money.Currency == "":
		problem.Happened = "The bank hasn't told the currency of the amount, so it can't be approved here."
	case money.Cents <= 0:
		problem.Happened = "The bank told an amount of " + money.String() + ", so it can't be approved here."
	default:
		return nil
	}
	return problem
}

// Open reports whether the bank may still change the status. An unknown
// status is open.
func (s *Spend) Open() bool { return !s.Status.Final() }

// Waiting reports whether a person has to decide at the bank.
func (s *Spend) Waiting() bool { return s.Status == api.NeedsApproval }

// Born is when the request came to be: the bank's word, else when it was first
// seen here.
func (s *Spend) Born() Moment { return cmp.Or(s.CreatedAt, s.FirstSeen) }

// Settled is when the request became final: the bank's word, else the time of
// the fact that said so. It means something of a final request alone.
func (s *Spend) Settled() Moment { return s.settled() }

// joinSpends is the least record that tells all that a and b tell. It is
// commutative, associative and idempotent, which is what makes the order,
// the repetition and the source of facts irrelevant.
func joinSpends(a, b Spend) Spend {
	joined := a
	joined.ID = cmp.Or(a.ID, b.ID)
	joined.Contradicted = a.Contradicted || b.Contradicted ||
		(a.Status.Final() && b.Status.Final() && a.Status != b.Status)
	joinField(&joined.Status, &joined.Stamps[spendStatus], b.Status, b.Stamps[spendStatus])

	at := func(field spendField) (*Stamp, Stamp) { return &joined.Stamps[field], b.Stamps[field] }
	text := func(field spendField, value *string, other string) {
		stamp, otherStamp := at(field)
		joinField(value, stamp, other, otherStamp)
	}
	text(spendDecisionReason, &joined.DecisionReason, b.DecisionReason)
	text(spendCurrency, &joined.Currency, b.Currency)
	text(spendMerchant, &joined.Merchant, b.Merchant)
	text(spendReason, &joined.Reason, b.Reason)
	text(spendAccount, &joined.Account, b.Account)
	text(spendTeam, &joined.Team, b.Team)
	text(spendApprovalURL, &joined.ApprovalURL, b.ApprovalURL)

	stamp, otherStamp := at(spendAmount)
	joinOptional(&joined.Cents, stamp, b.Cents, otherStamp)
	stamp, otherStamp = at(spendCreated)
	joinField(&joined.CreatedAt, stamp, b.CreatedAt, otherStamp)
	stamp, otherStamp = at(spendDecided)
	joinField(&joined.DecidedAt, stamp, b.DecidedAt, otherStamp)
	joinBudget(&joined, b)

	joined.FirstSeen = earliest(a.FirstSeen, b.FirstSeen)
	joined.OpenedAt = max(a.OpenedAt, b.OpenedAt)
	joined.Absence = a.Absence.join(b.Absence)
	joined.Asked = joinAsked(a.Asked, b.Asked)
	joined.Variants = joinVariants(&a, &b)
	joined.Noted = joinDiscrepancies(a.Noted, b.Noted)
	joined.LastSeen, joined.LastSource = latest(a.LastSeen, a.LastSource, b.LastSeen, b.LastSource)
	return joined
}

// stamp notes when the fact that the record comes from was so. What it says of
// a final decision outranks what any open status says, whatever their times.
func (s *Spend) stamp(stamp Stamp) {
	for field := range s.Stamps {
		s.Stamps[field] = stamp
	}
	if s.Status.Final() {
		for _, field := range []spendField{spendStatus, spendDecisionReason, spendDecided, spendApprovalURL} {
			s.Stamps[field] = stamp.afterAllOpen()
		}
	}
}

// joinBudget treats 0 as a saying of its own: a spent budget is a fact.
func joinBudget(joined *Spend, other Spend) {
	if !other.BudgetKnown {
		return
	}
	stamp := &joined.Stamps[spendBudgetLeft]
	order := other.Stamps[spendBudgetLeft].compare(*stamp)
	if !joined.BudgetKnown || order > 0 || (order == 0 && other.BudgetLeft > joined.BudgetLeft) {
		joined.BudgetLeft, joined.BudgetKnown, *stamp = other.BudgetLeft, true, other.Stamps[spendBudgetLeft]
	}
}

func earliest(a, b Moment) Moment {
	if a == 0 || (b != 0 && b < a) {
		return b
	}
	return a
}

func latest(a Moment, aSource Source, b Moment, bSource Source) (Moment, Source) {
	if b > a || (b == a && bSource > aSource) {
		return b, bSource
	}
	return a, aSource
}
