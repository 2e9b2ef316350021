package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// The calls in this file are the sandbox's own. They are made only with a
// din_test_ key, and only at a bank that has said with an answer that it is
// that sandbox; nothing is sent otherwise (ErrSandboxOnly). A path that turned
// out not to be there isn't called again (ErrNoSuchCall).

var (
	// ErrSandboxOnly means that the bank isn't the sandbox that has the call, or
	// that the key may move real money.
	ErrSandboxOnly = errors.New("only Coffer's own sandbox has this call")
	// ErrNoSuchCall means that the bank has answered before that it has no such call.
	ErrNoSuchCall = errors.New("the bank has no such call")
)

// Faucet adds test money and returns the new balance. Errors: as CreateSpend.
func (c *Client) Faucet(ctx context.Context, request FaucetRequest) (Answer[Balance], error) {
	made, err := post(CallFaucet, faucetPath, request)
	if err != nil {
		return Answer[Balance]{}, err
	}
	return sendToSandbox(ctx, c, made, faucetPath, balanceIsUsable)
}

// DecideSpend decides a pending request in the sandbox.
func (c *Client) DecideSpend(ctx context.Context, id string, decision Decision) (Answer[Spend], error) {
	made, err := post(CallDecide, decisionPath+url.PathEscape(id)+"/decision", decision)
	if err != nil {
		return Answer[Spend]{}, err
	}
	return sendToSandbox(ctx, c, made, decisionPath, isSpend(id))
}

// Ledger reads the sandbox's double-entry ledger.
func (c *Client) Ledger(ctx context.Context) (Answer[Ledger], error) {
	return sendToSandbox[Ledger](ctx, c, get(ledgerPath), ledgerPath, nil)
}

// SandboxChanges lists what changed in the sandbox after a cursor; "" is the
// beginning.
func (c *Client) SandboxChanges(ctx context.Context, after string) (Answer[SandboxChanges], error) {
	made := get(sandboxChangesPath)
	made.query = url.Values{"after": {after}}
	return sendToSandbox(ctx, c, made, sandboxChangesPath, changesAreUsable)
}

// SandboxDigests lists what SandboxChanges does, with digests in place of spend
// requests. Errors: ErrNoSuchCall from an older sandbox, which lists all the same.
func (c *Client) SandboxDigests(ctx context.Context, after string) (Answer[SandboxDigests], error) {
	made := get(sandboxDigestsPath)
	made.query = url.Values{"after": {after}}
	answer, err := sendToSandbox(ctx, c, made, sandboxDigestsPath, digestsAreUsable)
	if _, isAbsent := c.absent.Load(sandboxDigestsPath); isAbsent {
		err = &CallError{Err: ErrNoSuchCall}
	}
	return answer, err
}

// IsSandbox reports whether the bank has said that it is our own sandbox, and
// the key is for test money.
func (c *Client) IsSandbox() bool { return c.key.IsTest() && c.named.Load() }

// Identify asks the bank who it is, where only the bank can tell and has not
// yet. It makes one public call at most. Errors: no answer came.
func (c *Client) Identify(ctx context.Context) error {
	if !c.key.IsTest() || c.named.Load() || c.answered.Load() {
		return nil
	}
	if _, err := c.Balance(ctx); !c.answered.Load() {
		return err
	}
	return nil
}

// sendToSandbox makes a call of the sandbox's own, known by its resource.
func sendToSandbox[T any](ctx context.Context, c *Client, request call, resource string, check func(T) error) (Answer[T], error) {
	if c.readOnly && request.method != http.MethodGet {
		return Answer[T]{}, &CallError{Err: ErrReadOnly}
	}
	if err := c.mayCallSandbox(ctx); err != nil {
		return Answer[T]{}, err
	}
	if _, isAbsent := c.absent.Load(resource); isAbsent {
		return Answer[T]{}, &CallError{Err: ErrNoSuchCall}
	}
	answer, err := send(ctx, c, request, check)
	if saysAbsent(request, err) {
		c.absent.Store(resource, true)
	}
	return answer, err
}

// mayCallSandbox asks a public call first where the bank has not said yet who
// it is.
func (c *Client) mayCallSandbox(ctx context.Context) error {
	if !c.key.IsTest() {
		return &CallError{Err: ErrSandboxOnly}
	}
	if err := c.Identify(ctx); err != nil {
		return &CallError{Err: err}
	}
	if !c.named.Load() {
		return &CallError{Err: ErrSandboxOnly}
	}
	return nil
}

// saysAbsent reports whether an answer says that the bank has no such call. One
// about a record says with a code that it doesn't know the record.
func saysAbsent(request call, err error) bool {
	var answer *Error
	if !errors.As(err, &answer) {
		return false
	}
	if request.kind == CallDecide {
		return NoSuchPath(err)
	}
	return isNoSuchStatus(answer.Status)
}

func isNoSuchStatus(status int) bool {
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented
}

// noteWho remembers what an answer says about who gave it.
func (c *Client) noteWho(response *http.Response) {
	if response.Header.Get(SandboxHeader) != "" && c.key.IsTest() && !c.named.Swap(true) && c.sandboxCalls > 0 {
		c.pace.setBudget(c.sandboxCalls)
	}
	c.answered.Store(true)
}
