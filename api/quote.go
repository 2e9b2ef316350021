package api

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// UnmarshalJSON reads a quote whose optional parts may have any shape: the
// contract is still being formalized, and a route or a fee that can't be read
// must not cost the whole quote. What it says of the price is read strictly: an
// amount, a slippage or an impact that is no number is an error, and none that
// wasn't told.
func (q *Quote) UnmarshalJSON(data []byte) error {
	var read struct {
		ID                string          `json:"quote_id"`
		Provider          json.RawMessage `json:"provider"`
		Route             json.RawMessage `json:"route"`
		ExpectedBuyAmount decimal.Decimal `json:"expected_buy_amount"`
		EstimatedFees     json.RawMessage `json:"estimated_fees"`
		SlippageBPS       *int64          `json:"slippage_bps"`
		PriceImpactBPS    *int64          `json:"price_impact_bps"`
		ExpiresAt         Timestamp       `json:"expires_at"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*q = Quote{
		ID:                read.ID,
		Provider:          textOf(read.Provider),
		Route:             read.Route,
		ExpectedBuyAmount: read.ExpectedBuyAmount,
		SlippageBPS:       read.SlippageBPS,
		PriceImpactBPS:    read.PriceImpactBPS,
		ExpiresAt:         read.ExpiresAt,
	}
	fees := readFees("estimated_fees", read.EstimatedFees)
	q.EstimatedFees = fees.told
	q.UnreadFees = slices.Concat(fees.unread, fees.absent)
	slices.Sort(q.UnreadFees)
	return nil
}

// RoutePath is the tokens that the trade passes, first to last, where the
// provider tells them in a form that is known: under "path", as a bare list, or
// as 0x's fills and tokens. Otherwise it is empty.
func (q Quote) RoutePath() []string {
	if path := pathOf(q.Route); path != nil {
		return path
	}
	var route map[string]json.RawMessage
	if json.Unmarshal(q.Route, &route) != nil {
		return nil
	}
	if path := pathOf(route["path"]); path != nil {
		return path
	}
	return pathOfFills(route["fills"], route["tokens"])
}

// longestPath is the most tokens that a route may name; one with more is no
// route that anybody reads.
const longestPath = 16

// pathOf is a list of tokens, each by its symbol or as an object that has one.
func pathOf(raw json.RawMessage) []string {
	var steps []json.RawMessage
	if json.Unmarshal(raw, &steps) != nil || len(steps) == 0 || len(steps) > longestPath {
		return nil
	}
	path := make([]string, 0, len(steps))
	for _, step := range steps {
		name := tokenName(step)
		if name == "" {
			return nil
		}
		path = append(path, name)
	}
	return path
}

func tokenName(raw json.RawMessage) string {
	var name string
	if json.Unmarshal(raw, &name) == nil {
		return name
	}
	return fieldText(raw, "symbol", "token", "address")
}

// pathOfFills follows 0x's fills from the token that none leads to. A trade
// that is split over several ways has no one path.
func pathOfFills(rawFills, rawTokens json.RawMessage) []string {
	var fills, tokens []json.RawMessage
	if json.Unmarshal(rawFills, &fills) != nil || len(fills) == 0 {
		return nil
	}
	_ = json.Unmarshal(rawTokens, &tokens) // Without names the addresses stand.
	next, entered := make(map[string]string), make(map[string]bool)
	for _, fill := range fills {
		from, to := fieldText(fill, "from"), fieldText(fill, "to")
		if from == "" || to == "" || next[from] != "" && next[from] != to {
			return nil
		}
		next[from], entered[to] = to, true
	}
	var starts []string
	for from := range next {
		if !entered[from] {
			starts = append(starts, from)
		}
	}
	if len(starts) != 1 {
		return nil
	}
	symbols := make(map[string]string)
	for _, token := range tokens {
		if symbol := fieldText(token, "symbol"); symbol != "" {
			symbols[strings.ToLower(fieldText(token, "address"))] = symbol
		}
	}
	var path []string
	for at := starts[0]; at != ""; at = next[at] {
		if len(path) == longestPath {
			return nil
		}
		name := at
		if symbol := symbols[strings.ToLower(at)]; symbol != "" {
			name = symbol
		}
		path = append(path, name)
	}
	return path
}

// fieldText is the first of the object's fields that is a text with something
// in it; "" where there is none, or no object.
func fieldText(raw json.RawMessage, names ...string) string {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return ""
	}
	for _, name := range names {
		if text := textOf(object[name]); text != "" {
			return text
		}
	}
	return ""
}

// textOf is a JSON text, and "" for everything else.
func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

func isAbsent(raw json.RawMessage) bool {
	return len(raw) == 0 || slices.Equal(raw, []byte("null"))
}
