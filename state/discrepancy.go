package state

import (
	"cmp"
	"fmt"
	"slices"
)

// Discrepancy is something that the bank said that doesn't fit what was asked
// for or confirmed. A record keeps each one for ever: what the bank says later
// may explain it, but doesn't unsay it.
type Discrepancy struct {
	// Field is the bank's own name of what differs, like "amount_cents".
	Field string `json:"field"`
	// Asked and Answered are both sides as they are drawn, safe, with their
	// currency or token.
	Asked    string `json:"asked"`
	Answered string `json:"answered"`
	// At is when it was first noticed here, or, of what follows from what was asked
	// and what the bank told, when the bank last told it.
	At Moment `json:"at,omitempty"`
}

// String is the discrepancy as a sentence without its full stop.
func (d Discrepancy) String() string {
	name := d.Field
	if plain, known := fieldNames[d.Field]; known {
		name = plain
	}
	return fmt.Sprintf("%s: asked for %s, the bank answered %s", name, d.Asked, d.Answered)
}

// same reports whether both say the same, whenever they were noticed.
func (d Discrepancy) same(other Discrepancy) bool {
	return d.Field == other.Field && d.Asked == other.Asked && d.Answered == other.Answered
}

// fieldNames are the bank's names of fields as a person says them.
var fieldNames = map[string]string{
	"id":                   "id",
	"amount_cents":         "amount",
	"currency":             "currency",
	"merchant_name":        "merchant",
	"agent_account_id":     "account",
	"team_id":              "team",
	"swap_id":              "swap",
	"executed_sell_amount": "sold",
	"executed_buy_amount":  "received",
	"executed_fees":        "fees",
	"provider":             "provider",
	"policy_status":        "policy",
	"tx_hash":              "transaction",
	"quote_id":             "quote",
	"sell_token":           "token sold",
	"buy_token":            "token received",
	"sell_amount":          "amount sold",
}

// joinDiscrepancies is the union of both. It is commutative, associative and
// idempotent, as joinSpends is; neither side is changed.
func joinDiscrepancies(a, b []Discrepancy) []Discrepancy {
	if len(b) == 0 {
		return a
	}
	joined := slices.Clone(a)
	for _, other := range b {
		if i := slices.IndexFunc(joined, other.same); i >= 0 {
			joined[i].At = earliest(joined[i].At, other.At)
		} else {
			joined = append(joined, other)
		}
	}
	slices.SortFunc(joined, func(x, y Discrepancy) int {
		return cmp.Or(cmp.Compare(x.Field, y.Field), cmp.Compare(x.Asked, y.Asked), cmp.Compare(x.Answered, y.Answered))
	})
	return joined
}
