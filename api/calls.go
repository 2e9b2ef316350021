package api

import (
	"context"
	"net/url"
	"time"
)

// CreateSpend asks for a spend. The same key with the same request is a safe
// replay, so it is retried with that key while the outcome is open. Errors:
// *Error when the answer has an error status, *CallError when there is no usable
// one; OutcomeOf tells what it means.
func (c *Client) CreateSpend(ctx context.Context, request SpendRequest, idempotencyKey string) (Answer[Spend], error) {
	made, err := post(CallCreateSpend, c.spendPath, request)
	if err != nil {
		return Answer[Spend]{}, err
	}
	made.retry = true
	made.headers = map[string]string{"Idempotency-Key": idempotencyKey}
	return send(ctx, c, made, spendIsComplete)
}

// Spend reads one spend request. An answer about another one is no answer:
// *UnusableError.
func (c *Client) Spend(ctx context.Context, id string) (Answer[Spend], error) {
	return send(ctx, c, get(c.spendPath+"/"+url.PathEscape(id)), isSpend(id))
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

// Faucet adds test money and returns the new balance. Errors: as CreateSpend;
// with a live key nothing is sent.
func (c *Client) Faucet(ctx context.Context, request FaucetRequest) (Answer[Balance], error) {
	made, err := c.sandboxPost(CallFaucet, faucetPath, request)
	if err != nil {
		return Answer[Balance]{}, err
	}
	return send(ctx, c, made, balanceIsUsable)
}

// DecideSpend decides a pending request in the sandbox. With a live key
// nothing is sent.
func (c *Client) DecideSpend(ctx context.Context, id string, decision Decision) (Answer[Spend], error) {
	made, err := c.sandboxPost(CallDecide, decisionPath+url.PathEscape(id)+"/decision", decision)
	if err != nil {
		return Answer[Spend]{}, err
	}
	return send(ctx, c, made, isSpend(id))
}

// Ledger reads the sandbox's double-entry ledger. With a live key nothing is sent.
func (c *Client) Ledger(ctx context.Context) (Answer[Ledger], error) {
	if err := c.testKeyOnly(); err != nil {
		return Answer[Ledger]{}, err
	}
	return send[Ledger](ctx, c, get(ledgerPath), nil)
}

// SandboxChanges lists what changed in the sandbox after a cursor; "" is the
// beginning. With a live key nothing is sent.
func (c *Client) SandboxChanges(ctx context.Context, after string) (Answer[SandboxChanges], error) {
	if err := c.testKeyOnly(); err != nil {
		return Answer[SandboxChanges]{}, err
	}
	made := get(sandboxChangesPath)
	made.query = url.Values{"after": {after}}
	return send(ctx, c, made, changesAreUsable)
}

func (c *Client) sandboxPost(kind Call, path string, body any) (call, error) {
	if err := c.testKeyOnly(); err != nil {
		return call{}, err
	}
	return post(kind, path, body)
}

func (c *Client) testKeyOnly() error {
	if !c.key.IsTest() {
		return &CallError{Err: ErrSandboxOnly}
	}
	return nil
}
