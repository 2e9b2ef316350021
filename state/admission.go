package state

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"coffer/api"
)

const (
	// admitEvery is how often the bank is asked whose a key is, until it answers.
	admitEvery = 5 * time.Second
	// admitPatience is how long a person's wish waits for that answer.
	admitPatience = 5 * time.Second
)

// admit learns from the bank whose account a key is for before anything is
// sent with it: an intent of one account, sent to another, would be new there
// and move its money. It returns once the bank has answered, or
// ErrForeignJournal, ErrSameAccount, or that the bank isn't what the settings
// promise.
func (e *Engine) admit(ctx context.Context, h *holder) error {
	for {
		told, err := e.askBalance(ctx, h)
		if ctx.Err() != nil {
			return nil
		}
		if IsOtherBank(err) {
			return ExplainRead(err)
		}
		end := &pollEnd{kind: balanceTarget, at: e.now(), err: err}
		answered := err == nil || answersAtAll(err)
		if answered {
			switch err := e.learn(ctx, h); {
			case errors.Is(err, ErrForeignJournal):
				return err
			case err != nil:
				e.log.Error("note what the bank says it is", "err", err)
				answered = false
			}
		}
		if err == nil {
			switch err := e.owner.recognise(ctx, h, e.holders, told.observations[0].Balance, e.now()); {
			case errors.Is(err, ErrForeignJournal), errors.Is(err, ErrSameAccount):
				return err
			case err != nil:
				// The disk won't take it now; until it does, nothing can be
				// written down before it is sent either.
				e.log.Error("note whose journal it is", "err", err)
				answered = false
			}
		}
		if answered && e.several() && h.account == "" {
			// One key whose balance the bank won't tell can only be the journal's;
			// of several, it may be of an account that another key has.
			answered, told.observations, end.err = false, nil, unnamed(h)
		}
		for i, observation := range told.observations {
			told.observations[i] = observation.of(h.account)
		}
		cursor := ""
		if answered {
			if cursor, err = e.changesCursor(ctx, h); err != nil {
				e.log.Error("read how far the sandbox's list was read", "err", err)
				answered = false
			}
		}
		if answered {
			// Before the answer shows: from then on what isn't read yet is still to come.
			h.poll.begin(cursor)
		}
		_ = e.submit(ctx, post{observations: told.observations, polled: end, from: h})
		if answered {
			close(h.admitted)
			e.log.Info("the bank has answered", "account", h.account)
			h.poll.keep(func(what target) bool { return e.concerns(h, e.accountOf(what)) })
			e.admission.ring()
			e.refreshed.ring()
			return nil
		}
		timer := e.clock.NewTimer(admitEvery)
		select {
		case <-timer.Chan():
		case <-h.roadOpen.rings():
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// learn takes in what the bank has said of itself with its answers.
func (e *Engine) learn(ctx context.Context, h *holder) error {
	said := h.client.Environment()
	isNews, err := e.owner.learn(ctx, said)
	if err != nil || !isNews {
		return err
	}
	e.log.Info("the bank says what it is", "environment", string(said))
	return e.submit(ctx, post{environment: said})
}

// awaitAdmission waits a moment for the bank's first answers, until there are
// enough of them.
func (e *Engine) awaitAdmission(ctx context.Context, enough func() bool) error {
	timer := e.clock.NewTimer(admitPatience)
	defer timer.Stop()
	for {
		// Asked for before the look, a ring after it is not missed.
		admission := e.admission.rings()
		if enough() {
			return nil
		}
		select {
		case <-admission:
			continue
		case <-timer.Chan():
		case <-ctx.Done():
		case <-e.stopped:
		}
		return &Problem{
			Happened: "The bank has not answered since the start.",
			Meaning:  "Nothing was sent, no money moved.",
			Advice:   "Try again once it answers; coffer doctor tells what is in the way.",
			Outcome:  api.NotSent,
		}
	}
}

func (e *Engine) askBalance(ctx context.Context, h *holder) (findings, error) {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	h.poll.begins(balancePoll)
	told, err := h.poll.ask(ctx, balancePoll)
	h.poll.ended(balancePoll, told, err, true)
	return told, err
}

// answersAtAll reports whether the bank knows the key and only won't tell the
// balance; then no account can be compared.
func answersAtAll(err error) bool {
	var answer *api.Error
	if !errors.As(err, &answer) || answer.Status >= 500 || answer.Status == http.StatusTooManyRequests || credentialCode(answer.Code) {
		return false
	}
	// Without a code it may be anyone's, unless it says that there is no such call.
	return answer.Code != "" || api.NoSuchPath(err)
}

// accountOf is the account of what is polled, as far as it is known.
func (e *Engine) accountOf(what target) string {
	view := e.View()
	switch what.kind {
	case spendTarget:
		if spend := view.Spend(what.id); spend != nil {
			return spend.Account
		}
	case swapTarget:
		if swap := view.Swap(what.id); swap != nil {
			return swap.Account
		}
	}
	return ""
}

// changesCursor is how far the account's list in the sandbox was read.
func (e *Engine) changesCursor(ctx context.Context, h *holder) (string, error) {
	cursor, err := e.journal.Recall(ctx, cursorNote(h.account))
	if err != nil || cursor != "" || h.account != e.owner.first() {
		return cursor, err
	}
	return e.journal.Recall(ctx, cursorNote(""))
}

// cursorNote names the note that holds the place in an account's list.
func cursorNote(account string) string {
	if account == "" {
		return changesCursor
	}
	return changesCursor + " " + account
}

func unnamed(h *holder) *Problem {
	return &Problem{
		Happened: fmt.Sprintf("The bank doesn't say whose account the key %s is for, so nothing is done with it.", h.name),
		Meaning:  "Nothing was sent with it, no money moved.",
		Advice:   "Give the key the scope to read its balance, or use it alone in a profile of its own.",
		Outcome:  api.NotSent,
	}
}
