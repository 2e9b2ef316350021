package sandbox

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// handleExecute moves the money of a quote, at most once for each key.
func (b *Bank) handleExecute(w http.ResponseWriter, r *http.Request) {
	var request api.ExecuteRequest
	if err := readBody(w, r, &request); err != nil {
		b.answerError(w, r, err)
		return
	}
	key, err := idempotencyKey(r, request.IdempotencyKey)
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	request.IdempotencyKey = key
	wished, err := wishedRule(r)
	if err := errors.Join(b.ownTeam(request.TeamID), validateExecute(request), err); err != nil {
		b.answerError(w, r, err)
		return
	}
	caller := callerOf(r.Context())
	call := once{caller: caller, endpoint: "execute", key: key, request: request}
	b.answerOnce(w, r, call, func(t *tx) (any, error) {
		if wished != nil && wished.Status == api.PolicyFail {
			return api.Swap{}, refusalOf(api.CodePolicyBlocked, wished.Text)
		}
		return b.execute(t, caller, request, b.clock.Now())
	})
}

func (b *Bank) handleSwap(w http.ResponseWriter, r *http.Request) {
	found, err := scanSwap(b.store.reader.QueryRow(`SELECT `+swapColumns+
		` FROM swaps s JOIN quotes q ON q.id = s.quote_id WHERE s.id = ? AND q.account = ?`, r.PathValue("id"), callerOf(r.Context()).number))
	if errors.Is(err, sql.ErrNoRows) {
		err = refusalOf(api.CodeNotFound, "There is no swap with this id")
	}
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, found.public())
}

// swap is an execution as the bank keeps it; times are unix milliseconds.
type swap struct {
	seq       int64
	id        string
	status    api.ExecutionStatus
	txHash    string
	createdAt int64
	updatedAt int64
	// stepAt is when the next step of the settlement is due; 0 when there is none.
	stepAt int64
	change int64
	quote  quote
}

func (s swap) public() api.Swap {
	return api.Swap{
		ID: s.id, ExecutionStatus: s.status, PolicyStatus: s.quote.policyStatus,
		TxHash: s.txHash, Provider: s.quote.Provider, UpdatedAt: timestamp(s.updatedAt),
	}
}

// listed also tells what moved, which the contract's own answer doesn't.
func (s swap) listed() api.SandboxSwap {
	told := s.public()
	if s.status == api.SwapConfirmed {
		told.ExecutedSellAmount, told.ExecutedBuyAmount = &s.quote.sellAmount, &s.quote.ExpectedBuyAmount
		told.ExecutedFees = s.quote.EstimatedFees
	}
	return api.SandboxSwap{
		Swap: told, CreatedAt: timestamp(s.createdAt),
		SellToken: s.quote.sellToken, BuyToken: s.quote.buyToken, SellAmount: s.quote.sellAmount, Quote: s.quote.Quote,
	}
}

// execute submits the swap of a quote. What policy said of it is asked again,
// because other swaps may have used up the limits since.
func (b *Bank) execute(t *tx, caller account, request api.ExecuteRequest, now time.Time) (api.Swap, error) {
	quoted, err := b.executable(t, caller, request, now)
	if err != nil {
		return api.Swap{}, err
	}
	source := t.draw()
	submitted := swap{
		id: newID("swap_", now, source), status: api.SwapSubmitted, txHash: newTxHash(source),
		createdAt: now.UnixMilli(), updatedAt: now.UnixMilli(),
		stepAt: now.Add(between(source, firstStepLeast, firstStepMost)).UnixMilli(),
		change: t.nextChange(), quote: quoted,
	}
	if err := t.insertSwap(submitted, request.ConfirmationToken); err != nil {
		return api.Swap{}, err
	}
	// The contract's answer to execute holds these four fields.
	return api.Swap{
		ID: submitted.id, ExecutionStatus: submitted.status, TxHash: submitted.txHash, Provider: quoted.Provider,
	}, nil
}

// executable is the quote, when its swap may be made now.
func (b *Bank) executable(t *tx, caller account, request api.ExecuteRequest, now time.Time) (quote, error) {
	quoted, err := findQuote(t, caller, request.QuoteID)
	if err != nil {
		return quote{}, err
	}
	if err := t.unused(request); err != nil {
		return quote{}, err
	}
	switch {
	case expired(quoted, now):
		return quote{}, refusalOf(api.CodeQuoteExpired, "The quote has expired; ask for a new one")
	case quoted.policyStatus == "":
		return quote{}, refusalOf(api.CodePolicyBlocked, "The quote's policy was not checked")
	case !quoted.policyStatus.Allows():
		return quote{}, refusalOf(api.CodePolicyBlocked, "The quote did not pass the policy check")
	}
	if err := b.holds(t, caller, quoted); err != nil {
		return quote{}, err
	}
	verdict, err := b.checkPolicy(t, caller, quoted, now)
	if err != nil {
		return quote{}, err
	}
	if !verdict.Status.Allows() {
		return quote{}, refusalOf(api.CodePolicyBlocked, strings.Join(verdict.Reasons, "; "))
	}
	return quoted, nil
}

// unused refuses a quote or a confirmation that an earlier swap took.
func (t *tx) unused(request api.ExecuteRequest) error {
	var quoteTaken, tokenTaken int
	err := t.QueryRow(`SELECT (SELECT COUNT(*) FROM swaps WHERE quote_id = ?), (SELECT COUNT(*) FROM swaps WHERE confirmation_token = ?)`,
		request.QuoteID, request.ConfirmationToken).Scan(&quoteTaken, &tokenTaken)
	switch {
	case err != nil:
		return fmt.Errorf("look for an earlier swap: %w", err)
	case quoteTaken > 0:
		return refusalOf(api.CodeQuoteAlreadyExecuted, "This quote was already executed")
	case tokenTaken > 0:
		return clash("This confirmation was already used for another quote")
	}
	return nil
}

// holds refuses a swap that sells or costs more than there is.
func (b *Bank) holds(t *tx, caller account, quoted quote) error {
	budget, err := b.budget(t, caller)
	if err != nil {
		return err
	}
	free := budget.holdings.free(quoted.sellToken)
	if quoted.sellAmount.GreaterThan(free) {
		return refusalOf(api.CodeInsufficientWalletBalance, fmt.Sprintf("The wallet holds %s %s", free, quoted.sellToken))
	}
	if fees, _ := quoted.EstimatedFees.Total(); fees.GreaterThan(decimal.New(budget.free(), -2)) {
		return refusalOf(api.CodeInsufficientWalletBalance, fmt.Sprintf("The wallet can't pay the fees of $%s", fees.StringFixed(2)))
	}
	return nil
}

func validateExecute(request api.ExecuteRequest) error {
	switch {
	case request.QuoteID == "":
		return invalid("quote_id must not be empty")
	case !strings.HasPrefix(request.IdempotencyKey, api.ExecuteKeyPrefix):
		return invalid("idempotency_key must begin with " + api.ExecuteKeyPrefix)
	case !strings.HasPrefix(request.ConfirmationToken, api.ConfirmationPrefix) || len(request.ConfirmationToken) > maxKey:
		return invalid("confirmation_token must begin with " + api.ConfirmationPrefix)
	}
	return nil
}

const swapColumns = `s.seq, s.id, s.status, s.tx_hash, s.created_at, s.updated_at, s.step_at, s.change, ` + quoteColumns

func scanSwap(row interface{ Scan(...any) error }) (swap, error) {
	var s swap
	var q quoteRow
	columns := append([]any{
		&s.seq, &s.id, &s.status, &s.txHash, &s.createdAt, &s.updatedAt, &s.stepAt, &s.change,
	}, q.columns()...)
	if err := row.Scan(columns...); err != nil {
		return swap{}, fmt.Errorf("read a swap: %w", err)
	}
	s.quote = q.quote()
	return s, nil
}

func (t *tx) insertSwap(s swap, confirmation string) error {
	_, err := t.Exec(`INSERT INTO swaps (account, id, quote_id, confirmation_token, status, tx_hash, created_at, updated_at, step_at, change)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.quote.account, s.id, s.quote.ID, confirmation, string(s.status), s.txHash, s.createdAt, s.updatedAt, s.stepAt, s.change)
	if err != nil {
		return fmt.Errorf("keep a swap: %w", err)
	}
	t.sumSwap(swap{}, s)
	return nil
}
