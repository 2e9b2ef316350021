package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// What a request may wish for in its headers, so that every road of a swap can
// be walked on demand. The bank means what it then says: a wished price is the
// one that it trades at, and a wished verdict the one that execute asks for.
const (
	// QuoteHeader changes a quote: drift=-40 and impact=900 are in hundredths of
	// a percent of what is received, ttl=4s is how long it is firm.
	QuoteHeader = "Dino-Sandbox-Quote"
	// PolicyHeader asks for a verdict: fail or warn.
	PolicyHeader = "Dino-Sandbox-Policy"
)

// quoteWish is what a request for a quote asks for besides.
type quoteWish struct {
	drift  int64
	impact *int64
	ttl    time.Duration
}

// wishedQuote reads the wish; the zero one when there is none. Errors:
// invalid_request.
func wishedQuote(r *http.Request) (quoteWish, error) {
	var wish quoteWish
	for _, part := range strings.FieldsFunc(r.Header.Get(QuoteHeader), func(r rune) bool { return r == ' ' || r == ',' }) {
		name, value, _ := strings.Cut(part, "=")
		var err error
		switch name {
		case "drift":
			wish.drift, err = basisPoints(value)
		case "impact":
			var impact int64
			impact, err = basisPoints(value)
			wish.impact = &impact
		case "ttl":
			if wish.ttl, err = time.ParseDuration(value); err == nil && wish.ttl <= 0 {
				err = strconv.ErrRange
			}
		default:
			err = strconv.ErrSyntax
		}
		if err != nil {
			return quoteWish{}, invalid(QuoteHeader + " takes drift=-40, impact=900 and ttl=4s")
		}
	}
	return wish, nil
}

func basisPoints(text string) (int64, error) {
	const whole = 10_000
	points, err := strconv.ParseInt(text, 10, 64)
	if err == nil && (points <= -whole || points >= whole) {
		return 0, strconv.ErrRange
	}
	return points, err
}

// grant makes the quote as it was wished for.
func (w quoteWish) grant(quoted *quote, now time.Time) {
	kept := 10_000 + w.drift
	if w.impact != nil {
		kept -= *w.impact
		quoted.PriceImpactBPS = w.impact
	}
	bought, _ := api.TokenBySymbol(quoted.buyToken)
	quoted.ExpectedBuyAmount = quoted.ExpectedBuyAmount.Mul(decimal.New(kept, -4)).Truncate(min(bought.Precision, quotedDecimals))
	if w.ttl > 0 {
		quoted.ExpiresAt = api.At(now.Add(w.ttl))
	}
}

// wishedRule is the rule that makes a verdict what the request asks for, or
// nil. Errors: invalid_request.
func wishedRule(r *http.Request) (*api.PolicyRule, error) {
	switch wanted := api.PolicyStatus(r.Header.Get(PolicyHeader)); wanted {
	case "":
		return nil, nil
	case api.PolicyFail, api.PolicyWarn:
		return &api.PolicyRule{Status: wanted, Text: fmt.Sprintf("Asked for by the %s header", PolicyHeader)}, nil
	default:
		return nil, invalid(PolicyHeader + " takes fail or warn")
	}
}
