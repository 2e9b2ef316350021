package api

import (
	"context"
	"net/url"
	"time"
)

// CreateSpend is CreateSpendAt the path as far as it is known.
func (c *Client) CreateSpend(ctx context.Context, request SpendRequest, idempotencyKey string) (Answer[Spend], error) {
	return c.CreateSpendAt(ctx, "", request, idempotencyKey)
}

// CreateSpendAt asks for a spend at the bank's name for spend requests, ""
// for the one that is known. The same key with the same request is a safe
// replay at the same path, and at no other, so it is retried there with that
// key while the outcome is open. Errors: *Error when the answer has an error
// status, *CallError when there is no usable one; OutcomeOf tells what it means.
func (c *Client) CreateSpendAt(ctx context.Context, path string, request SpendRequest, idempotencyKey string) (Answer[Spend], error) {
	made, err := post(CallCreateSpend, orDefault(path, c.knownSpendPath()), request)
	if err != nil {
		return Answer[Spend]{}, err
	}
	made.retry = true
	made.headers = map[string]string{"Idempotency-Key": idempotencyKey}
	return send(ctx, c, made, spendIsComplete)
}

// Balance reads the budget and balance context of the key's account.
func (c *Client) Balance(ctx context.Context) (Answer[Balance], error) {
	return send(ctx, c, get(balancePath), balanceIsUsable)
}

// Quote asks for a price. It moves nothing.
func (c *Client) Quote(ctx context.Context, request QuoteRequest) (Answer[Quote], error) {
	made, err := post(CallQuote, quotePath, request)
	if err != nil {
		return Answer[Quote]{}, err
	}
	made.retry = true
	answer, err := send(ctx, c, made, quoteIsUsable)
	if err != nil {
		return answer, err
	}
	if err := answer.Value.endsSoon(answer.AsOf); err != nil {
		return answer, &CallError{MayHaveArrived: true, Err: err}
	}
	return answer, nil
}

// CheckPolicy asks for the policy's verdict on a quote. It moves nothing.
func (c *Client) CheckPolicy(ctx context.Context, request PolicyCheckRequest) (Answer[PolicyCheck], error) {
	made, err := post(CallCheckPolicy, policyCheckPath, request)
	if err != nil {
		return Answer[PolicyCheck]{}, err
	}
	made.retry = true
	return send(ctx, c, made, verdictIsComplete)
}

// Execute moves the money of a quote. It is sent once: whoever holds the
// intent decides, quote in hand, whether to send it again with the same keys.
// It does not leave at or after notAfter on the bank's clock (ErrTooLate, not
// sent); the zero time sets no bound.
func (c *Client) Execute(ctx context.Context, request ExecuteRequest, notAfter time.Time) (Answer[Swap], error) {
	made, err := post(CallExecute, executePath, request)
	if err != nil {
		return Answer[Swap]{}, err
	}
	made.headers = map[string]string{"Idempotency-Key": request.IdempotencyKey}
	made.notAfter = notAfter
	return send(ctx, c, made, swapIsComplete)
}

// Swap reads one swap. Errors: as Spend.
func (c *Client) Swap(ctx context.Context, id string) (Answer[Swap], error) {
	return send(ctx, c, get(swapPath+url.PathEscape(id)), isSwap(id))
}
