package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// noSpendID is an id that no bank gave out: asking for it tells the path from
// the record.
const noSpendID = "req_coffer_looks_for_the_path"

// FindSpendPath is the bank's name for spend requests: what the settings say,
// else which of the two documented names answers to a GET. It is found once.
// Where neither can be told from the other it is DefaultSpendPath. Errors: as
// Balance; then it isn't known, and nothing should be asked for under it.
func (c *Client) FindSpendPath(ctx context.Context) (string, error) {
	if c.spendPath != "" || c.IsSandbox() {
		return c.knownSpendPath(), nil
	}
	if found := c.foundPath.Load(); found != nil {
		return *found, nil
	}
	found := DefaultSpendPath
	exists, err := c.answersAt(ctx, DefaultSpendPath)
	if err == nil && !exists {
		if exists, err = c.answersAt(ctx, NewerSpendPath); exists {
			found = NewerSpendPath
		}
	}
	if err != nil {
		return "", err
	}
	c.foundPath.Store(&found)
	return found, nil
}

// knownSpendPath is the name as far as it is known.
func (c *Client) knownSpendPath() string {
	found := c.foundPath.Load()
	if c.spendPath == "" && found != nil {
		return *found
	}
	return orDefault(c.spendPath, DefaultSpendPath)
}

// answersAt reports whether there are spend requests at a path. Errors: the
// answer doesn't tell.
func (c *Client) answersAt(ctx context.Context, path string) (bool, error) {
	_, err := send(ctx, c, get(path+"/"+noSpendID), isSpend(noSpendID))
	var unusable *UnusableError
	var answer *Error
	switch {
	case err == nil, errors.As(err, &unusable):
		return true, nil
	case NoSuchPath(err):
		return false, nil
	case errors.As(err, &answer) && OutcomeOf(err) == Refused && answer.Status != http.StatusTooManyRequests:
		return true, nil
	}
	return false, err
}

// Spend reads one spend request. An answer about another one is no answer:
// *UnusableError.
func (c *Client) Spend(ctx context.Context, id string) (Answer[Spend], error) {
	path := c.knownSpendPath()
	answer, err := send(ctx, c, get(path+"/"+url.PathEscape(id)), isSpend(id))
	if err == nil {
		c.foundPath.Store(&path)
		return answer, nil
	}
	if !NoSuchPath(err) || c.spendPath != "" || c.foundPath.Load() != nil {
		return answer, err
	}
	if found, unknown := c.FindSpendPath(ctx); unknown == nil && found != path {
		return send(ctx, c, get(found+"/"+url.PathEscape(id)), isSpend(id))
	}
	return answer, err
}
