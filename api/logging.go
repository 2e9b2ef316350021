package api

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// logTry tells how one try of a call ended: what was called and how, never what
// was in it. The bank's own sentence is part of an answer, so it is left out.
// The time that a try took includes the wait for its turn.
func (c *Client) logTry(ctx context.Context, request call, attempt int, took time.Duration, answered exchange, err error) {
	if !c.log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	details := []slog.Attr{
		slog.String("method", request.method),
		slog.String("path", request.path),
		slog.Int("try", attempt),
		slog.Duration("took", took),
		slog.String("outcome", string(OutcomeOf(err))),
	}
	trace := answered.traceID
	var refusal *Error
	switch {
	case errors.As(err, &refusal):
		trace = refusal.TraceID
		details = append(details, slog.Int("status", refusal.Status), slog.String("code", string(refusal.Code)))
	case err != nil:
		details = append(details, slog.String("err", err.Error()))
	}
	if trace != "" {
		details = append(details, slog.String("trace", trace))
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "call", details...)
}
