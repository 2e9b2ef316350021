package sandbox

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

const (
	provider = "0x"
	// teamPlaceholder is the team of the documents' examples; it stands for
	// the key's own team, so that the examples work as they are.
	teamPlaceholder = "team_xxx"
	// quotedDecimals is how exact an expected amount is quoted.
	quotedDecimals = 8
)

func (b *Bank) handleQuote(w http.ResponseWriter, r *http.Request) {
	var request api.QuoteRequest
	if err := readBody(w, r, &request); err != nil {
		b.answerError(w, r, err)
		return
	}
	wish, err := wishedQuote(r)
	if err := errors.Join(b.ownTeam(request.TeamID), validatePair(request), err); err != nil {
		b.answerError(w, r, err)
		return
	}
	var quoted quote
	err = b.store.write(r.Context(), func(t *tx) error {
		now := b.clock.Now()
		var err error
		if quoted, err = b.price(callerOf(r.Context()), request, t, now); err != nil {
			return err
		}
		wish.grant(&quoted, now)
		return t.insertQuote(quoted)
	})
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, quoted.Quote)
}

// quote is a quote with what it was asked for.
type quote struct {
	api.Quote
	// account is the number of the one that asked, and that alone may execute it.
	account             int
	sellToken, buyToken string
	sellAmount          decimal.Decimal
	// value is the trade's size in dollars.
	value        decimal.Decimal
	createdAt    int64
	policyStatus api.PolicyStatus
}

// price makes a quote of a valid request. Errors: invalid_request when the
// amount is too small to buy anything.
func (b *Bank) price(caller account, request api.QuoteRequest, t *tx, now time.Time) (quote, error) {
	walk := prices{seed: b.identity.seed}
	value := request.SellAmount.Mul(walk.at(request.SellToken, now))
	bought, _ := api.TokenBySymbol(request.BuyToken)
	// The quotient is cut, never rounded up: the market pays what it quotes.
	buys := value.DivRound(walk.at(request.BuyToken, now), 24).Truncate(min(bought.Precision, quotedDecimals))
	if !buys.IsPositive() {
		return quote{}, invalid("sell_amount is too small to buy any " + request.BuyToken)
	}
	source := t.draw()
	route, err := json.Marshal(map[string][]string{"path": routePath(request.SellToken, request.BuyToken)})
	if err != nil {
		return quote{}, fmt.Errorf("write the route: %w", err)
	}
	return quote{
		Quote: api.Quote{
			ID:                newID("quote_", now, source),
			Provider:          provider,
			Route:             route,
			ExpectedBuyAmount: buys,
			EstimatedFees: api.Fees{
				// A network's price is for the space in a block, so it does not
				// depend on the amount.
				"network":  decimal.New(280+source.Int64N(71), -2),
				"protocol": value.Mul(decimal.New(42, -5)).RoundCeil(2),
			},
			SlippageBPS: new(slippageBPS(request.SellToken, request.BuyToken)),
			ExpiresAt:   api.At(now.Add(b.config.QuoteTTL)),
		},
		account: caller.number, sellToken: request.SellToken, buyToken: request.BuyToken, sellAmount: request.SellAmount,
		value: value.Round(2), createdAt: now.UnixMilli(),
	}, nil
}

func (b *Bank) ownTeam(team string) error {
	switch team {
	case b.identity.teamID, teamPlaceholder:
		return nil
	case "":
		return invalid("team_id must not be empty")
	default:
		return refusalOf(api.CodeInsufficientScope, "This key does not belong to that team")
	}
}

func validatePair(request api.QuoteRequest) error {
	sold, known := api.TokenBySymbol(request.SellToken)
	if !known {
		return invalid("sell_token is not a token that can be swapped here")
	}
	if _, known := api.TokenBySymbol(request.BuyToken); !known {
		return invalid("buy_token is not a token that can be swapped here")
	}
	switch {
	case request.SellToken == request.BuyToken:
		return invalid("sell_token and buy_token must differ")
	case !request.SellAmount.IsPositive():
		return invalid("sell_amount must be above zero")
	case !plausible(request.SellAmount):
		return invalid("sell_amount is not an amount")
	case request.SellAmount.GreaterThan(decimal.New(1, 12)):
		return invalid("sell_amount is too large")
	case !request.SellAmount.Equal(request.SellAmount.Truncate(sold.Precision)):
		return invalid(fmt.Sprintf("sell_amount has more than the %d decimals of %s", sold.Precision, sold.Symbol))
	}
	return nil
}

// plausible rules out exponents whose digits would fill the memory as soon as
// anything is computed with them.
func plausible(amount decimal.Decimal) bool {
	return amount.Exponent() >= -100 && amount.Exponent() <= 30
}

// routePath passes through wrapped ether wherever a stable pair does not do.
func routePath(sell, buy string) []string {
	_, sellStable := basePrice(sell)
	_, buyStable := basePrice(buy)
	if sellStable && buyStable {
		return []string{sell, buy}
	}
	return []string{sell, "WETH", buy}
}

func slippageBPS(sell, buy string) int64 {
	if len(routePath(sell, buy)) == 2 {
		return 50
	}
	return 100
}

const quoteColumns = `q.id, q.account, q.sell_token, q.buy_token, q.sell_amount, q.buy_amount, q.network_fee, q.protocol_fee,
	q.value_usd, q.slippage_bps, q.provider, q.route, q.created_at, q.expires_at, q.policy_status`

func findQuote(from asker, caller account, id string) (quote, error) {
	found, err := scanQuote(from.QueryRow(`SELECT `+quoteColumns+` FROM quotes q WHERE q.id = ? AND q.account = ?`, id, caller.number))
	if errors.Is(err, sql.ErrNoRows) {
		return quote{}, refusalOf(api.CodeQuoteNotFound, "There is no quote with this id")
	}
	return found, err
}

func scanQuote(row interface{ Scan(...any) error }) (quote, error) {
	var read quoteRow
	if err := row.Scan(read.columns()...); err != nil {
		return quote{}, fmt.Errorf("read a quote: %w", err)
	}
	return read.quote(), nil
}

// quoteRow is where the columns of a quote are scanned to.
type quoteRow struct {
	read              quote
	network, protocol decimal.Decimal
	route             string
	expiresAt         int64
}

func (q *quoteRow) columns() []any {
	return []any{
		&q.read.ID, &q.read.account, &q.read.sellToken, &q.read.buyToken, &q.read.sellAmount, &q.read.ExpectedBuyAmount,
		&q.network, &q.protocol, &q.read.value, &q.read.SlippageBPS, &q.read.Provider, &q.route,
		&q.read.createdAt, &q.expiresAt, &q.read.policyStatus,
	}
}

func (q *quoteRow) quote() quote {
	q.read.EstimatedFees = api.Fees{"network": q.network, "protocol": q.protocol}
	q.read.Route = json.RawMessage(q.route)
	q.read.ExpiresAt = timestamp(q.expiresAt)
	return q.read
}

func (t *tx) insertQuote(q quote) error {
	_, err := t.Exec(`INSERT INTO quotes (id, account, sell_token, buy_token, sell_amount, buy_amount, network_fee, protocol_fee,
		value_usd, slippage_bps, provider, route, created_at, expires_at, policy_status)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		q.ID, q.account, q.sellToken, q.buyToken, q.sellAmount.String(), q.ExpectedBuyAmount.String(),
		q.EstimatedFees["network"].String(), q.EstimatedFees["protocol"].String(), q.value.String(),
		q.SlippageBPS, q.Provider, string(q.Route), q.createdAt, q.ExpiresAt.UnixMilli(), string(q.policyStatus))
	if err != nil {
		return fmt.Errorf("keep a quote: %w", err)
	}
	return nil
}
