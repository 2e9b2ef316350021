package state

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"coffer/api"
)

type swapField int

const (
	swapStatus swapField = iota
	swapPolicy
	swapTxHash
	swapProvider
	swapSold
	swapBought
	swapFees
	swapFieldCount
)

// Swap is a swap as all facts together tell it, and the receipt once it is
// booked. Its texts are safe to draw. A Swap that the Book holds is never
// changed in place.
type Swap struct {
	ID string `json:"id"`
	// Account is the id of the account that swaps, once known.
	Account  string              `json:"account,omitempty"`
	Status   api.ExecutionStatus `json:"status,omitempty"`
	Policy   api.PolicyStatus    `json:"policy,omitempty"`
	TxHash   string              `json:"tx_hash,omitempty"`
	Provider string              `json:"provider,omitempty"`

	// Terms are what was quoted and confirmed; nil when the swap was made
	// elsewhere and only its id is known.
	Terms *SwapTerms `json:"terms,omitempty"`
	// Executed is what the bank told of what moved; nil when it told nothing.
	Executed *Execution `json:"executed,omitempty"`
	// PartialFill is what the bank told of what moved before the swap was final;
	// nil when it told nothing.
	PartialFill *PartialFill `json:"partial_fill,omitempty"`
	// Settlements are what facts with a final status said, each once.
	Settlements []Settlement `json:"settlements,omitempty"`
	// Discrepancies are what the bank said that doesn't fit what was confirmed,
	// or what it said before.
	Discrepancies []Discrepancy `json:"discrepancies,omitempty"`

	// Reference is that of the booking; "" until the swap is booked. It and the
	// Bookings are entries of the books, which the journal makes: no fact
	// changes them.
	Reference string `json:"reference,omitempty"`
	// Bookings are all entries about the swap, in the order of the books: first
	// the booking, then its adjustments. None changes once it is made.
	Bookings []*Booking `json:"-"`

	SubmittedAt Moment `json:"submitted_at,omitempty"`
	SettledAt   Moment `json:"settled_at,omitempty"`
	FirstSeen   Moment `json:"first_seen,omitempty"`
	LastSeen    Moment `json:"last_seen,omitempty"`
	LastSource  Source `json:"last_source,omitempty"`
	// Contradicted is set when two facts of the bank can't both be so.
	Contradicted bool `json:"contradicted,omitempty"`
	// Absence is that the bank said not to know it; see UnknownSince.
	Absence

	Stamps [swapFieldCount]Stamp `json:"stamps"`
}

// SwapTerms are the figures of a swap that a person saw and confirmed.
type SwapTerms struct {
	QuoteID string `json:"quote_id"`
	// Account is the id of the account that asked for the quote, and that alone
	// may execute it.
	Account     string          `json:"account,omitempty"`
	SellToken   string          `json:"sell_token"`
	SellAmount  decimal.Decimal `json:"sell_amount"`
	BuyToken    string          `json:"buy_token"`
	ExpectedBuy decimal.Decimal `json:"expected_buy"`
	// MinimumReceived is the least that the bank may pay out; nil when it told no
	// slippage and so promised none.
	MinimumReceived *decimal.Decimal `json:"minimum_received,omitempty"`
	// Fees are in the unit of account; empty when the bank told none, which
	// doesn't mean that there are none.
	Fees api.Fees `json:"fees,omitempty"`
	// UnreadFees are the kinds of fee that came in a form that can't be read.
	UnreadFees []string `json:"unread_fees,omitempty"`
	// SlippageBPS is the tolerated slippage in hundredths of a percent; nil when
	// the bank doesn't tell.
	SlippageBPS *int64 `json:"slippage_bps,omitempty"`
	// ImpactBPS is how far the trade itself moves the price, in hundredths of a
	// percent; nil when the bank doesn't tell.
	ImpactBPS *int64 `json:"impact_bps,omitempty"`
	// Earlier is the price that this one is held against; nil where none is
	// known here.
	Earlier  *EarlierPrice `json:"earlier_price,omitempty"`
	Provider string        `json:"provider,omitempty"`
	// Route is the tokens that the trade passes, first to last.
	Route         []string         `json:"route,omitempty"`
	ExpiresAt     Moment           `json:"expires_at,omitempty"`
	Policy        api.PolicyStatus `json:"policy,omitempty"`
	PolicyReasons []string         `json:"policy_reasons,omitempty"`
	// PolicyChecks is what the verdict is made of, failures first: every rule
	// where the bank tells them, and else its reasons.
	PolicyChecks []PolicyRule `json:"policy_checks,omitempty"`
	CheckedAt    Moment       `json:"checked_at,omitempty"`
	// Accepted is what the person typed against the gravest caution, as Typed
	// asks for it; empty where nothing had to be typed.
	Accepted string `json:"accepted,omitempty"`
	// ConfirmedBy names the person; empty for a swap made elsewhere.
	ConfirmedBy string `json:"confirmed_by,omitempty"`
	ConfirmedAt Moment `json:"confirmed_at,omitempty"`
	// Confirmation is the token that ties the person's word to the quote.
	Confirmation string `json:"confirmation,omitempty"`
	// Key is the idempotency key that every try of the execute carries.
	Key string `json:"idempotency_key,omitempty"`

	// Arrival is when the quote came; zero once it is confirmed, and for one of
	// another run.
	Arrival Arrival `json:"-"`
}

// PolicyRule is one rule that a quote was held against, or one reason for a
// verdict. Its text is safe to draw.
type PolicyRule struct {
	Status api.PolicyStatus `json:"status"`
	Text   string           `json:"text"`
}

// Open reports whether the bank may still change the status.
func (s *Swap) Open() bool { return !s.Status.Final() }

// Born is when the swap was submitted, or else first seen here.
func (s *Swap) Born() Moment { return cmp.Or(s.SubmittedAt, s.FirstSeen) }

// Settled is when the swap settled; where that isn't known, when it was born.
func (s *Swap) Settled() Moment { return cmp.Or(s.SettledAt, s.Born()) }

// stamp notes when the fact that the record comes from was so. A final status
// outranks any open one, and so do the figures that came with it.
func (s *Swap) stamp(stamp Stamp) {
	for field := range s.Stamps {
		s.Stamps[field] = stamp
	}
	if s.Status.Final() {
		for _, field := range []swapField{swapStatus, swapSold, swapBought, swapFees} {
			s.Stamps[field] = stamp.afterAllOpen()
		}
	}
}

func joinSwaps(a, b Swap) Swap {
	joined := a
	joined.ID = cmp.Or(a.ID, b.ID)
	joined.Contradicted = a.Contradicted || b.Contradicted ||
		(a.Status.Final() && b.Status.Final() && a.Status != b.Status)
	joinField(&joined.Status, &joined.Stamps[swapStatus], b.Status, b.Stamps[swapStatus])
	joinField(&joined.Policy, &joined.Stamps[swapPolicy], b.Policy, b.Stamps[swapPolicy])
	joinField(&joined.TxHash, &joined.Stamps[swapTxHash], b.TxHash, b.Stamps[swapTxHash])
	joinField(&joined.Provider, &joined.Stamps[swapProvider], b.Provider, b.Stamps[swapProvider])
	joined.joinExecuted(&b)
	joined.Account = max(a.Account, b.Account)
	joined.Terms = joinTerms(a.Terms, b.Terms)
	joined.PartialFill = joinPartialFills(a.PartialFill, b.PartialFill)
	joined.Settlements = joinSettlements(a.settlements(), b.settlements())
	joined.Discrepancies = joinDiscrepancies(joinDiscrepancies(nil, a.Discrepancies), b.Discrepancies)
	joined.Reference = cmp.Or(a.Reference, b.Reference)
	if len(b.Bookings) > len(a.Bookings) {
		joined.Bookings = b.Bookings
	}
	joined.SubmittedAt = earliest(a.SubmittedAt, b.SubmittedAt)
	joined.SettledAt = earliest(a.SettledAt, b.SettledAt)
	joined.FirstSeen = earliest(a.FirstSeen, b.FirstSeen)
	joined.Absence = a.Absence.join(b.Absence)
	joined.LastSeen, joined.LastSource = latest(a.LastSeen, a.LastSource, b.LastSeen, b.LastSource)
	joined.noteDiscrepancies()
	return joined
}

// joinTerms prefers what a person confirmed here over what the bank lists; a
// swap has one confirmation, so two different ones can only be told apart by
// their own text.
func joinTerms(a, b *SwapTerms) *SwapTerms {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	order := cmp.Or(
		strings.Compare(a.Confirmation, b.Confirmation),
		strings.Compare(a.QuoteID, b.QuoteID),
		cmp.Compare(len(a.Route), len(b.Route)),
		cmp.Compare(a.CheckedAt, b.CheckedAt),
	)
	if order >= 0 {
		return a
	}
	return b
}
