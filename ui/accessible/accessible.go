// Package accessible is the dashboard line by line, for screen readers, braille
// displays and terminals that can't be drawn on: a question, an answer, and
// nothing that moves, redraws or ticks by itself.
//
// It does the same jobs over the same treasury: watch, review and open, a new
// spend, a swap. What arrives meanwhile is said before the next question.
package accessible

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/words"
)

// Options is what the dialogue is made with.
type Options struct {
	Treasury state.Treasury
	// In is read line by line; its end ends the dialogue.
	In  io.Reader
	Out io.Writer
	// Now tells the time; Location is the zone of what is told.
	Now      func() time.Time
	Location *time.Location
	// Who is the person at this terminal, for the audit trail.
	Who string
	// Tolerance is by how many percent a new quote may be worse before it has to
	// be accepted.
	Tolerance decimal.Decimal
	// Browser opens an address; nil where there is no browser.
	Browser func(url string) error
}

// Run talks until the person leaves, the input ends or the context does. What
// is under way goes on with the treasury, not with this dialogue.
func Run(ctx context.Context, options Options) error {
	woken, end := options.Treasury.Subscribe()
	defer end()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	t := &talk{Options: options, ctx: ctx, woken: woken, lines: readLines(ctx, options.In)}
	t.greet()
	for {
		t.news()
		line, err := t.ask("What next?")
		if err != nil {
			return ended(err)
		}
		if t.leaves(line) {
			return nil
		}
		if err := t.do(line); err != nil {
			return ended(err)
		}
	}
}

// errLeft is the person's wish to end the dialogue from within a job.
var errLeft = errors.New("the person left")

func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, errLeft) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// talk is one dialogue.
type talk struct {
	Options
	ctx   context.Context
	woken <-chan struct{}
	lines <-chan string
	// told is up to where the audit trail was said, and waiting how many waited
	// when that was last said.
	told    int64
	waiting int
}

// job is one thing that can be asked for.
type job struct {
	names string
	says  string
	do    func(t *talk, rest string) error
}

// jobs are in the order of the help.
func jobs() []job {
	return []job{
		{"status", "the balance, the budget, and what waits", (*talk).status},
		{"review", "go through what waits for you, one after another", (*talk).review},
		{"list", "the newest requests; list aws shows those with aws in them", (*talk).list},
		{"show", "everything about one request or swap, by its id", (*talk).show},
		{"open", "the approval page of a request, by its id", (*talk).open},
		{"watch", "say each fact as it arrives, until you press enter", (*talk).watch},
		{"spend", "ask for a new spend", (*talk).spend},
		{"swap", "swap tokens, from quote to receipt", (*talk).swap},
		{"swaps", "the swaps so far", (*talk).swaps},
		{"help", "this list", (*talk).help},
		{"quit", "leave", nil},
	}
}

// firstAnswer is how long the bank's first answer is waited for, so that the
// first thing said isn't that nothing is known.
const firstAnswer = 5 * time.Second

func (t *talk) greet() {
	// What an earlier run left is no answer: it would be said as if it were new.
	t.await(firstAnswer, func(view *state.View) bool {
		answered := balancesKnown(view) && view.Coverage() != state.CoverageReading
		return answered || view.Feed.Problem != "" || view.Feed.Mode == state.FeedFollowing
	})
	view := t.view()
	whose := "account " + view.Bank.Account
	if view.Several() {
		whose = "accounts " + strings.Join(titlesOf(view.Accounts), ", ")
	}
	t.say("Coffer, line by line. Environment: %s. Team %s, %s.", environment(view), view.Bank.Team, whose)
	t.say("Times are in %s.", words.Zone(t.Now(), t.Location))
	t.say("Type a word and press enter. Help lists the words.")
	t.told = t.newest()
	_ = t.status("")
}

func (t *talk) do(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	for _, job := range jobs() {
		if job.names == strings.ToLower(word) && job.do != nil {
			return job.do(t, strings.TrimSpace(rest))
		}
	}
	if word != "" {
		t.say("There is no %q. Help lists what there is.", state.SafeText(word))
	}
	return nil
}

func (t *talk) help(string) error {
	for _, job := range jobs() {
		t.say("%s: %s.", job.names, job.says)
	}
	return nil
}

func (t *talk) leaves(line string) bool {
	switch strings.ToLower(line) {
	case "quit", "q", "exit":
		return true
	}
	return false
}

// news says what arrived since it was last said, in one line: whoever wants
// each fact watches.
func (t *talk) news() {
	view := t.view()
	if waiting := view.Waiting.Count; waiting != t.waiting {
		if waiting > t.waiting {
			t.say("%s for you. Review goes through them.", requestsWait(waiting))
		}
		t.waiting = waiting
	}
	if view.Feed.Problem != "" {
		t.say("Nothing new arrives from the bank: %s", view.Feed.Problem)
	}
}

func (t *talk) view() *state.View { return t.Treasury.View() }

func (t *talk) say(format string, args ...any) {
	fmt.Fprintf(t.Out, format+"\n", args...)
}

func (t *talk) problem(err error) {
	if problem := state.Explain(err); problem != nil {
		t.say("%s", problem.Error())
	}
}
