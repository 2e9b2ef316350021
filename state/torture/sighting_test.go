package torture

import (
	"encoding/json"
	"io"
	"sync"

	"coffer/api"
	"coffer/state"
)

// sighting is one line that a child writes: what a screen would show by then.
// Whatever was written before the kill was shown.
type sighting struct {
	What what `json:"what"`
	// Order is the tag of the order that it answers.
	Order string `json:"order,omitempty"`
	ID    string `json:"id,omitempty"`
	State string `json:"state,omitempty"`
	// Effect names what the bank may hold once: the reason of a spend, which
	// says its tag, or the quote of a swap.
	Effect string `json:"effect,omitempty"`
	// Subject is the bank's record of an intent.
	Subject   string        `json:"subject,omitempty"`
	Reference string        `json:"reference,omitempty"`
	Text      string        `json:"text,omitempty"`
	Expires   state.Moment  `json:"expires,omitempty"`
	Tries     int           `json:"tries,omitempty"`
	Problem   *problem      `json:"problem,omitempty"`
	Bank      *bankSighting `json:"bank,omitempty"`
}

// what is the kind of a sighting.
type what string

const (
	sawAddress  what = "address"
	sawReady    what = "ready"
	sawOpening  what = "opening"
	sawQuoted   what = "quoted"
	sawChecked  what = "checked"
	sawRecorded what = "recorded"
	sawProblem  what = "problem"
	sawIntent   what = "intent"
	sawSpend    what = "spend"
	sawSwap     what = "swap"
	sawFeed     what = "feed"
	sawKept     what = "kept"
	sawLimited  what = "limited"
	sawBank     what = "bank"
	sawMounted  what = "mounted"
)

// problem is a state.Problem as a person reads it.
type problem struct {
	Outcome  api.Outcome `json:"outcome,omitempty"`
	Happened string      `json:"happened,omitempty"`
	Meaning  string      `json:"meaning,omitempty"`
	Advice   string      `json:"advice,omitempty"`
}

// bankSighting is the first line of a bank.
type bankSighting struct {
	BaseURL       string `json:"base_url"`
	SpendKey      string `json:"spend_key"`
	TeamID        string `json:"team_id"`
	WebhookSecret string `json:"webhook_secret"`
}

func problemOf(err error) *problem {
	told := state.Explain(err)
	return &problem{Outcome: told.Outcome, Happened: told.Happened, Meaning: told.Meaning, Advice: told.Advice}
}

// screen is where a child writes what it would show.
type screen struct {
	mu    sync.Mutex
	lines *json.Encoder
	shown map[string]sighting
}

func newScreen(out io.Writer) *screen {
	return &screen{lines: json.NewEncoder(out), shown: make(map[string]sighting)}
}

// show writes a line. The pipe takes it whole or the parent is gone.
func (s *screen) show(seen sighting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.lines.Encode(seen)
}

// showNew writes a line about a record if it differs from the last about it.
func (s *screen) showNew(seen sighting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := string(seen.What) + " " + seen.ID
	if before, known := s.shown[name]; known && before == seen {
		return
	}
	s.shown[name] = seen
	_ = s.lines.Encode(seen)
}

// draw writes what changed in the view.
func (s *screen) draw(view *state.View) {
	s.showNew(sighting{What: sawFeed, State: string(view.Feed.Mode), Text: view.Feed.Problem})
	for _, intent := range view.Intents {
		s.showNew(sightingOf(intent))
	}
	for _, swap := range view.Swaps.From(0) {
		s.showNew(sighting{What: sawSwap, ID: swap.ID, State: string(swap.Status), Reference: swap.Reference})
	}
	for _, spend := range view.Spends.From(0) {
		s.showNew(sighting{What: sawSpend, ID: spend.ID, State: string(spend.Status), Effect: spend.Reason})
	}
}

func sightingOf(intent *state.Intent) sighting {
	seen := sighting{
		What: sawIntent, ID: intent.ID, State: string(intent.State), Subject: intent.Subject, Tries: intent.Tries,
	}
	if intent.Spend != nil {
		seen.Effect = intent.Spend.Reason
	}
	if intent.Execute != nil {
		seen.Effect = intent.Execute.QuoteID
	}
	if intent.Terms != nil {
		seen.Expires = intent.Terms.ExpiresAt
	}
	return seen
}

// resolved reports whether an intent's sighting says what became of it.
func (s sighting) resolved() bool {
	switch state.IntentState(s.State) {
	case state.IntentDone, state.IntentRefused, state.IntentNotSent, state.IntentAbandoned:
		return true
	}
	return false
}
