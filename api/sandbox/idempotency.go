package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"coffer/api"
)

// once is a call that has its effect at most once for each key of a caller.
type once struct {
	caller   account
	endpoint string
	key      string
	// request is what two calls with the same key must agree in.
	request any
}

// answerOnce decides the call, or repeats its first answer byte for byte. The
// answer is kept in the transaction that decides, and refusals are kept too: a
// replay never decides anew.
func (b *Bank) answerOnce(w http.ResponseWriter, r *http.Request, call once, decide func(*tx) (any, error)) {
	made, err := b.decideOnce(r.Context(), call, decide)
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	send(w, made)
}

func (b *Bank) decideOnce(ctx context.Context, call once, decide func(*tx) (any, error)) (written, error) {
	canonical, err := json.Marshal(call.request)
	if err != nil {
		return written{}, fmt.Errorf("compare the request: %w", err)
	}
	var made written
	err = b.store.write(ctx, func(t *tx) error {
		first, found, err := t.firstAnswer(call, string(canonical))
		if err != nil || found {
			made = first
			return err
		}
		if made, err = decided(t, decide); err != nil {
			return err
		}
		return t.keepAnswer(call, string(canonical), made, b.clock.Now().UnixMilli())
	})
	if err == nil {
		b.wake()
	}
	return made, err
}

// decided is the answer to a decision; a refusal is one too. Refusing writes
// nothing, so there is nothing to undo.
func decided(t *tx, decide func(*tx) (any, error)) (written, error) {
	value, err := decide(t)
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		return refused.written()
	case err != nil:
		return written{}, err
	}
	return writtenAs(http.StatusOK, value)
}

func (t *tx) firstAnswer(call once, request string) (written, bool, error) {
	var first written
	var firstRequest string
	err := t.QueryRow(`SELECT request, status, body FROM answers WHERE account = ? AND endpoint = ? AND key = ?`,
		call.caller.id, call.endpoint, call.key).Scan(&firstRequest, &first.status, &first.body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return written{}, false, nil
	case err != nil:
		return written{}, false, fmt.Errorf("find the first answer: %w", err)
	case firstRequest != request:
		return written{}, false, refusalOf(api.CodeIdempotencyKeyConflict,
			"This idempotency key came before with a different body")
	}
	return first, true, nil
}

func (t *tx) keepAnswer(call once, request string, made written, at int64) error {
	_, err := t.Exec(`INSERT INTO answers (account, endpoint, key, request, status, body, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		call.caller.id, call.endpoint, call.key, request, made.status, made.body, at)
	if err != nil {
		return fmt.Errorf("keep the answer: %w", err)
	}
	return nil
}
