package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"coffer/api"
)

const (
	// admitEvery is how often the bank is asked who the key's account is, until
	// it answers.
	admitEvery = 5 * time.Second
	// admitPatience is how long a person's wish waits for that answer.
	admitPatience = 5 * time.Second
	// bankNote names the note that says whose journal it is.
	bankNote = "bank"
)

// ErrForeignJournal means that the journal is of another bank or account.
var ErrForeignJournal = errors.New("the journal is of another bank or account")

// admit learns from the bank whose account the key is for before anything is
// sent with it: an intent of one account, sent to another, would be new there
// and move its money. It returns once the bank has answered, or
// ErrForeignJournal.
func (e *Engine) admit(ctx context.Context) error {
	for {
		told, err := e.askBalance(ctx)
		if ctx.Err() != nil {
			return nil
		}
		end := &pollEnd{kind: balanceTarget, at: e.now(), err: err}
		answered := err == nil || answersAtAll(err)
		if err == nil {
			switch err := e.recognise(ctx, told.observations[0].Balance.Account); {
			case errors.Is(err, ErrForeignJournal):
				return err
			case err != nil:
				// The disk won't take it now; until it does, nothing can be
				// written down before it is sent either.
				e.log.Error("note whose journal it is", "err", err)
				answered = false
			}
		}
		_ = e.submit(ctx, post{observations: told.observations, polled: end})
		if answered {
			close(e.admitted)
			return nil
		}
		timer := e.clock.NewTimer(admitEvery)
		select {
		case <-timer.Chan():
		case <-e.roadOpen.rings():
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

func (e *Engine) askBalance(ctx context.Context) (findings, error) {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	e.poll.begins(balancePoll)
	told, err := e.poll.ask(ctx, balancePoll)
	e.poll.ended(balancePoll, told, err, true)
	return told, err
}

// answersAtAll reports whether the bank knows the key and only won't tell the
// balance; then no account can be compared.
func answersAtAll(err error) bool {
	var answer *api.Error
	return errors.As(err, &answer) && answer.Status < 500 && answer.Code != api.CodeRateLimited && !credentialCode(answer.Code)
}

// recognise holds the account against the one that the journal is of, or notes
// it as that.
func (e *Engine) recognise(ctx context.Context, account string) error {
	switch {
	case account == "" || account == e.owner.Account:
		return nil
	case e.owner.Account != "":
		return foreign(fmt.Sprintf("The key is for the account %s, but the journal is of %s.", account, e.owner.Account))
	}
	owner := e.owner
	owner.Account = account
	if err := noteBank(context.WithoutCancel(ctx), e.journal, owner); err != nil {
		return err
	}
	e.owner = owner
	return nil
}

// awaitAdmission waits a moment for the bank's first answer.
func (e *Engine) awaitAdmission(ctx context.Context) error {
	timer := e.clock.NewTimer(admitPatience)
	defer timer.Stop()
	select {
	case <-e.admitted:
		return nil
	case <-timer.Chan():
	case <-ctx.Done():
	case <-e.stopped:
	}
	return &Problem{
		Happened: "The bank has not answered since the start.",
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   "Try again once the header says that it is there.",
		Outcome:  api.NotSent,
	}
}

// claim holds the bank against the one that the journal is of, or notes it as
// that.
func claim(ctx context.Context, journal Journal, bank Bank) (owner Bank, err error) {
	noted, err := RecallBank(ctx, journal)
	if err != nil {
		return Bank{}, err
	}
	if err := noted.Fits(bank); err != nil {
		return Bank{}, err
	}
	bank.Account = noted.Account
	return bank, noteBank(ctx, journal, bank)
}

// Fits holds the bank that a journal is of against another, whose account
// isn't known yet. Errors: ErrForeignJournal. A sandbox moves from port to
// port, so its team is what tells it apart.
func (noted Bank) Fits(bank Bank) error {
	switch {
	case noted.Environment == "":
	case noted.Environment != bank.Environment:
		return foreign(fmt.Sprintf("The journal is of a %s treasury, and the key is for %s.", noted.Environment, bank.Environment))
	case noted.Environment != api.Sandbox && noted.Host != bank.Host:
		return foreign(fmt.Sprintf("The journal is of the bank at %s, not at %s.", noted.Host, bank.Host))
	case noted.Team != "" && bank.Team != "" && noted.Team != bank.Team:
		return foreign(fmt.Sprintf("The journal is of the team %s, not of %s.", noted.Team, bank.Team))
	}
	return nil
}

func foreign(happened string) *Problem {
	return &Problem{
		Happened: happened,
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   "Use the key that belongs to it, or another --data-dir for this one.",
		Outcome:  api.NotSent,
		Cause:    ErrForeignJournal,
	}
}

// RecallBank tells whose journal it is, as the engine noted it; the zero Bank
// when it never did.
func RecallBank(ctx context.Context, records Records) (Bank, error) {
	var bank Bank
	note, err := records.Recall(ctx, bankNote)
	if err != nil || note == "" {
		return bank, err
	}
	if err := json.Unmarshal([]byte(note), &bank); err != nil {
		return Bank{}, fmt.Errorf("read whose journal it is: %w", err)
	}
	return bank, nil
}

// noteBank says whose journal it is, to the next start and to whoever follows.
func noteBank(ctx context.Context, journal Journal, bank Bank) error {
	note, err := json.Marshal(bank)
	if err != nil {
		return err
	}
	return journal.Remember(ctx, bankNote, string(note))
}
