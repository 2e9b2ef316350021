package state

import (
	"errors"
	"fmt"
	"strings"

	"coffer/api"
	"coffer/api/private"
)

// Problem is an error as a person needs it: what happened, what it means for
// the money, and what to do. Its texts are safe to draw.
type Problem struct {
	Happened string
	Meaning  string
	Advice   string
	// Code is the bank's code, if it gave one.
	Code    api.Code
	Outcome api.Outcome
	// Cause is the error underneath, for errors.Is and errors.As.
	Cause error
}

func (p *Problem) Error() string {
	text := p.Happened
	for _, part := range []string{p.Meaning, p.Advice} {
		if part != "" {
			text += " " + part
		}
	}
	if p.Code != "" {
		text += fmt.Sprintf(" [%s]", p.Code)
	}
	return text
}

func (p *Problem) Unwrap() error { return p.Cause }

// ErrReadsOnly is the answer to whatever would change something at the bank,
// where the settings allow reading alone.
var ErrReadsOnly = &Problem{
	Happened: "This profile is read-only.",
	Meaning:  "Nothing was sent, no money moved.",
	Advice:   "Use a profile that may write, or take read_only out of this one.",
	Outcome:  api.NotSent,
	Cause:    api.ErrReadOnly,
}

// ErrUnknownSpend means that the Book holds no request of that id.
var ErrUnknownSpend = errors.New("no such spend request here")

// Explain says in plain words what an error of a call means. A Problem is
// returned as it is; nil stays nil.
func Explain(err error) *Problem {
	if err == nil {
		return nil
	}
	var known *Problem
	if errors.As(err, &known) {
		return known
	}
	if errors.Is(err, api.ErrReadOnly) {
		return ErrReadsOnly
	}
	problem := &Problem{Outcome: api.OutcomeOf(err), Code: api.Code(SafeID(string(api.CodeOf(err)))), Cause: err}
	problem.Happened = happened(err, problem.Outcome)
	switch problem.Outcome {
	case api.Refused:
		problem.Meaning = refusalMeans(problem.Code)
		problem.Advice = adviceFor(problem.Code)
		if wait := waitOf(err); wait > 0 {
			problem.Advice = "The bank asks for a slower pace: it goes on in " + spoken(wait) + "."
		}
	case api.NotSent:
		problem.Meaning = "Nothing was sent, no money moved."
		problem.Advice = notSentAdvice(err)
	default:
		problem.Meaning = "Whether it took effect is not known."
		problem.Advice = strings.TrimSpace("It is asked again with the same key, which can't do it twice. " + obstacleOf(err).advice)
	}
	return problem
}

// ExplainAccess says why a file or folder isn't used that another user has a
// hand in; nil for any other error.
func ExplainAccess(err error) *Problem {
	var found *private.Error
	if !errors.As(err, &found) {
		return nil
	}
	return &Problem{
		Happened: SafeText(found.Error()),
		Meaning:  "It isn't used: who can write it decides where money goes. Nothing was started, no money moved.",
		Advice:   SafeText(found.Advice),
		Outcome:  api.NotSent,
		Cause:    err,
	}
}

// ExplainRead is Explain for a call that only reads: no money is in question.
func ExplainRead(err error) *Problem {
	explained := Explain(err)
	var known *Problem
	if explained == nil || errors.As(err, &known) {
		return explained
	}
	if explained.Outcome == api.Refused {
		explained.Meaning = ""
		return explained
	}
	explained.Meaning = "Nothing was moved by asking."
	explained.Advice = "Try again in a moment."
	if advice := obstacleOf(err).advice; advice != "" {
		explained.Advice = advice
	}
	return explained
}

func sentence(start, detail string) string {
	detail = SafeText(detail)
	if detail == "" {
		return start + "."
	}
	return start + ": " + trimStop(detail) + "."
}

func trimStop(text string) string {
	for len(text) > 0 && text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text
}

// refusalMeans says what a refusal means for the money. A quote that was
// executed already moved some, though not by the refused request.
func refusalMeans(code api.Code) string {
	if code == api.CodeQuoteAlreadyExecuted {
		return "This request moved no money."
	}
	return "No money moved."
}

func adviceFor(code api.Code) string {
	switch code {
	case api.CodeInvalidAPIKey:
		return "Set DINO_SPEND_KEY to a spending key (din_) of this bank; one is issued in its dashboard, under the agent account."
	case api.CodeRevokedAPIKey:
		return "Issue a new one at the bank and set DINO_SPEND_KEY."
	case api.CodeInsufficientScope:
		return "The key lacks the scope for this: issue one that has it, in the bank's dashboard."
	case api.CodeFundingSourceBudgetExceeded:
		return "Raise the budget in the bank's dashboard, or wait for the next period."
	case api.CodePlanSpendVolumeExceeded:
		return "The plan's volume is used up: upgrade it, or wait for the next period."
	case api.CodeInsufficientWalletBalance:
		return "Fund the wallet, or ask for less."
	case api.CodePolicyDeclined, api.CodePolicyBlocked:
		return "The policy doesn't allow it: change the request, or the policy at the bank."
	case api.CodeRateLimited:
		return "The bank asks for a slower pace: try again in a minute."
	case api.CodeQuoteExpired, api.CodeQuoteNotFound:
		return "Ask for a new quote."
	case api.CodeQuoteAlreadyExecuted:
		return "This quote was executed already: look under 3 Swaps."
	case api.CodeNotFound:
		return "Check the id, and that the key's account may see it."
	default:
		return "Change what it names and try again."
	}
}
