package api

import (
	"context"
	"errors"
	"net/http"
)

// The bank isn't what Config.Promised says it is. Nothing but reads has reached it.
var (
	ErrNoSandbox = errors.New("the bank doesn't say that it is a sandbox of ours")
	ErrIsSandbox = errors.New("the bank says that it is a sandbox of ours")
)

// keepsPromise holds what the bank has said of itself against what the settings
// promise, as far as it has said anything. Only the bank can tell: its address
// and the kind of the key say nothing about it.
func (c *Client) keepsPromise() error {
	switch {
	case !c.answered.Load():
		return nil
	case c.promised == Sandbox && !c.named.Load():
		return ErrNoSandbox
	case c.promised == Test && c.named.Load():
		return ErrIsSandbox
	}
	return nil
}

// readKeepsPromise refuses what a read brought from another bank than was
// promised. What something else did is never turned into an error by it.
func (c *Client) readKeepsPromise(request call) error {
	if request.method != http.MethodGet {
		return nil
	}
	if err := c.keepsPromise(); err != nil {
		return &CallError{MayHaveArrived: true, Err: err}
	}
	return nil
}

// mayAsk is called before a request leaves. What isn't a read leaves only once
// the bank has said who it is, where the settings promise something.
func (c *Client) mayAsk(ctx context.Context, request call) error {
	if c.promised != "" && request.method != http.MethodGet {
		if err := c.Identify(ctx); err != nil {
			return &CallError{Err: err}
		}
	}
	if err := c.keepsPromise(); err != nil {
		return &CallError{Err: err}
	}
	return nil
}
