package state

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"coffer/api"
	"coffer/api/secrets"
)

const (
	// commitTimeout bounds one write to the journal.
	commitTimeout = 10 * time.Second
	// probeNote names the note that is written to find out whether the disk
	// takes anything again.
	probeNote = "probe"
)

// draft is what a batch of posts makes of the records, before it is durable.
type draft struct {
	batch   Batch
	changes Changes
	spends  map[string]*Spend
	swaps   map[string]*Swap
	// swapIDs are the swaps in the order in which the batch first tells of them.
	swapIDs []string
	// news are the records that tell a person something new; the others are
	// not worth a write.
	news map[string]bool
	// changed are the accounts whose records those are.
	changed  map[string]bool
	balances map[string]*Balance
	pollEnds []polledBy
	loading  *Loading
	// deadLetters is what there is after the write; nil where it is as before.
	deadLetters *DeadLetters
	// environment is whose money it is, where the bank now said it.
	environment api.Environment
	// noSwapAPI is set where the bank has told whether it has calls for swaps.
	noSwapAPI *bool
	sources   []heardBy
	// absences are the records that the bank now says not to know.
	absences []absenceNote
	// missed is set when a poll found what no webhook had announced.
	missed bool
}

// heardBy is a fact, and the holder that asked for it; nil for a webhook.
type heardBy struct {
	observation Observation
	by          *holder
}

// polledBy is how a poll of a holder ended.
type polledBy struct {
	end pollEnd
	by  *holder
}

// commit is the road that every fact takes: merge, disk, Book, readers. Until
// the disk has it, nothing of it is shown or acknowledged.
func (e *Engine) commit(ctx context.Context, posts []post) {
	// What stops a commit is the disk, not the end of the program: a fact that
	// arrived is worth its millisecond.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer cancel()
	draft, refused, err := e.draftAndWrite(ctx, posts)
	for resolveConflicts(err, posts) {
		draft, refused, err = e.draftAndWrite(ctx, posts)
	}
	if err == nil {
		e.take(draft)
		e.logAbsences(draft)
	} else {
		e.log.Error("journal", "err", err)
		e.eachFeed(func(feed *feedWatch) { feed.journalFailed(err, e.now()) })
	}
	for i, post := range posts {
		if post.ack != nil {
			post.ack <- cmp.Or(refused[i], err)
		}
	}
}

// draftAndWrite makes a draft of the posts durable, but for those that it refuses.
func (e *Engine) draftAndWrite(ctx context.Context, posts []post) (made *draft, refused []error, err error) {
	made = &draft{
		spends: make(map[string]*Spend), swaps: make(map[string]*Swap), news: make(map[string]bool),
		changed: make(map[string]bool), balances: make(map[string]*Balance),
	}
	made.batch.At = e.now()
	refused = make([]error, len(posts))
	for i, post := range posts {
		if refused[i] = e.refuse(ctx, made, post); refused[i] == nil && err == nil {
			err = e.draftPost(ctx, made, post)
		}
	}
	if err == nil {
		made.draftBookings()
		err = e.write(ctx, made)
	}
	return made, refused, err
}

func (e *Engine) draftPost(ctx context.Context, draft *draft, post post) error {
	for _, observation := range post.observations {
		switch {
		case observation.absent:
			if err := e.draftAbsence(ctx, draft, observation, post.from); err != nil {
				return err
			}
		case observation.Spend != nil:
			if err := e.draftSpend(ctx, draft, observation); err != nil {
				return err
			}
		case observation.Swap != nil:
			e.draftSwap(draft, observation)
		case observation.Balance != nil:
			e.draftBalance(draft, observation)
		}
		draft.sources = append(draft.sources, heardBy{observation, post.from})
	}
	for _, line := range post.lines {
		// What another journal hands over is as it was taken in there.
		line.Repeated = true
		draft.batch.Lines = append(draft.batch.Lines, line)
	}
	draft.batch.DeadLetters = append(draft.batch.DeadLetters, post.deadLetters...)
	draft.batch.TakenIn = append(draft.batch.TakenIn, post.takenIn...)
	e.draftIntents(draft, post.intents)
	if post.unlock != nil {
		e.draftUnlock(draft, post.unlock)
	}
	if post.notes != nil {
		draft.batch.Notes = post.notes
	}
	for _, spend := range post.handed {
		before, err := e.known(ctx, draft, spend.ID)
		if err != nil {
			return err
		}
		after := joinSpends(*spend, before)
		draft.spends[spend.ID] = &after
		draft.news[spend.ID] = true
	}
	for _, spend := range post.older {
		// The Book may hold a newer one already: joining loses nothing.
		if known := e.book.Spend(spend.ID); known != nil {
			joined := joinSpends(*spend, *known)
			spend = &joined
		}
		draft.changes.Spends = append(draft.changes.Spends, e.inherited(spend))
	}
	if post.loaded != nil {
		draft.loading = post.loaded
	}
	if post.noSwapAPI != nil {
		draft.noSwapAPI = post.noSwapAPI
	}
	if post.environment != "" {
		draft.environment = post.environment
	}
	if post.polled != nil {
		draft.pollEnds = append(draft.pollEnds, polledBy{*post.polled, post.from})
	}
	return nil
}

func (e *Engine) draftSpend(ctx context.Context, draft *draft, observation Observation) error {
	id := observation.Spend.ID
	if id == "" {
		return nil
	}
	if observation.contradicts != nil {
		return e.draftContradiction(ctx, draft, observation)
	}
	before, err := e.known(ctx, draft, id)
	if err != nil {
		return err
	}
	after := Merge(before, observation)
	draft.spends[id] = &after
	draft.news[id] = draft.news[id] || !before.looksLike(after)
	if observation.Source == "" {
		// A note of ours about the record, not a fact of the bank's.
		return nil
	}
	if news := !before.looksLike(after); news || observation.Source != SourcePoll {
		text := after.summary()
		if observation.doubt != "" {
			text += " · " + observation.doubt
		}
		draft.batch.Lines = append(draft.batch.Lines, factLine(observation, string(observation.Spend.Status), text))
		if news && observation.Source == SourcePoll && before.Status != after.Status {
			draft.missed = true
		}
	}
	return nil
}

// draftContradiction keeps a body that came under the id of another event, takes
// nothing of it in, and marks the records that both name.
func (e *Engine) draftContradiction(ctx context.Context, draft *draft, observation Observation) error {
	draft.batch.Lines = append(draft.batch.Lines, contradiction(observation))
	for _, id := range []string{observation.contradicts.Subject, observation.Spend.ID} {
		before, err := e.known(ctx, draft, id)
		if err != nil {
			return err
		}
		if before.ID == "" {
			continue
		}
		after := Merge(before, Observation{Spend: &Spend{ID: id, Contradicted: true}})
		draft.spends[id] = &after
		draft.news[id] = draft.news[id] || !before.looksLike(after)
	}
	return nil
}

func (e *Engine) draftSwap(draft *draft, observation Observation) {
	id := observation.Swap.ID
	if id == "" {
		return
	}
	before := e.knownSwap(draft, id)
	told := observation
	if foreign := before.contradicts(observation.Swap); len(foreign) > 0 {
		// It is about another swap, whatever its id: nothing of it is taken but
		// that it was said.
		told.Swap = &Swap{ID: id, Discrepancies: foreign}
	}
	after := MergeSwap(before, told)
	if draft.swaps[id] == nil {
		draft.swapIDs = append(draft.swapIDs, id)
	}
	draft.swaps[id] = &after
	odd := after.newDiscrepancies(before)
	if before.Status == after.Status && before.TxHash == after.TxHash && before.Terms == after.Terms && before.Executed == after.Executed && odd == "" &&
		before.UnknownSince() == after.UnknownSince() {
		return
	}
	draft.news[id] = true
	text := after.summary()
	if odd != "" {
		text += " · " + odd
	}
	draft.batch.Lines = append(draft.batch.Lines, factLine(observation, string(observation.Swap.Status), text))
}

func (e *Engine) draftBalance(draft *draft, observation Observation) {
	told := *observation.Balance
	if known := e.book.balances[told.Account]; known == nil || !known.sameFigures(told) {
		draft.batch.Balances = append(draft.batch.Balances, told)
	}
	draft.balances[told.Account] = &told
}

// known is the record so far: of this batch, of the Book, or, while the
// journal is still being read, of the journal.
func (e *Engine) known(ctx context.Context, draft *draft, id string) (Spend, error) {
	if spend := draft.spends[id]; spend != nil {
		return *spend, nil
	}
	if spend := e.book.Spend(id); spend != nil {
		return *spend, nil
	}
	if e.book.view.Loading.Done() {
		return Spend{}, nil
	}
	spend, err := e.journal.Spend(ctx, id)
	if err != nil || spend == nil {
		// An error must not pass for a record that nobody knows: the fact would
		// be written over what is there.
		return Spend{}, err
	}
	return *spend, nil
}

func (e *Engine) knownSwap(draft *draft, id string) Swap {
	if swap := draft.swaps[id]; swap != nil {
		return *swap
	}
	if swap := e.book.Swap(id); swap != nil {
		return *swap
	}
	return Swap{}
}

// write makes the draft durable.
func (e *Engine) write(ctx context.Context, draft *draft) error {
	for id, spend := range draft.spends {
		if draft.news[id] {
			draft.batch.Spends = append(draft.batch.Spends, spend)
			draft.changed[spend.Account] = true
		}
	}
	for id, swap := range draft.swaps {
		if draft.news[id] {
			draft.batch.Swaps = append(draft.batch.Swaps, swap)
			draft.changed[swap.Account] = true
		}
	}
	if draft.batch.empty() {
		if e.primary().feed.journalBad == "" {
			return nil
		}
		// Nothing has to be kept, but only a write tells that the disk is back,
		// and until it is nothing but the balance is asked for.
		draft.batch.Notes = map[string]string{probeNote: ""}
	}
	for i := range draft.batch.Lines {
		line := &draft.batch.Lines[i]
		line.Text = secrets.Redact(line.Text)
		if line.Source != SourceWebhook || line.Repeated {
			// An event is without secrets since it was observed.
			line.Raw = secrets.RedactBody(line.Raw)
		}
	}
	appended, err := e.journal.Append(ctx, draft.batch)
	if err != nil {
		return err
	}
	if e.primary().feed.journalBad != "" {
		e.log.Info("the journal takes writes again")
	}
	e.eachFeed((*feedWatch).journalWritten)
	draft.deadLetters = appended.DeadLetters
	for _, booking := range draft.batch.Bookings {
		draft.swaps[booking.SwapID].book(booking)
	}
	for i, line := range draft.batch.Lines {
		if appended.Seqs[i] == 0 {
			continue
		}
		entry := line.Entry
		entry.Seq = appended.Seqs[i]
		entry.Text = line.Words()
		draft.changes.Entries = append(draft.changes.Entries, &entry)
	}
	return nil
}

// take brings the durable draft into the Book and tells the poller what is open.
func (e *Engine) take(draft *draft) {
	now := e.clock.Now()
	draft.changes.Spends = slices.AppendSeq(draft.changes.Spends, maps.Values(draft.spends))
	draft.changes.Swaps = slices.Collect(maps.Values(draft.swaps))
	draft.changes.Intents = draft.batch.Intents
	draft.changes.Balances = slices.Collect(maps.Values(draft.balances))
	e.book.Put(draft.changes, now)
	if draft.deadLetters != nil {
		e.logDeadLetters(e.book.view.DeadLetters, draft.deadLetters)
		e.book.SetDeadLetters(draft.deadLetters)
	}
	if draft.loading != nil {
		e.book.SetLoading(*draft.loading)
	}
	if draft.noSwapAPI != nil {
		e.book.SetNoSwapAPI(*draft.noSwapAPI)
	}
	if draft.environment != "" {
		e.book.SetEnvironment(draft.environment)
	}
	for _, source := range draft.sources {
		e.team.observe(source.observation)
		e.hear(source)
	}
	for _, polled := range draft.pollEnds {
		polled.by.feed.polled(polled.end)
	}
	if draft.missed {
		// Webhooks come for the whole team or for nobody.
		e.eachFeed((*feedWatch).missedByWebhooks)
	}
	for _, h := range e.holders {
		e.follow(h, draft)
	}
}

// hear tells the feeds where a fact came from: the account's own all of it,
// the others that webhooks come.
func (e *Engine) hear(source heardBy) {
	for _, h := range e.holders {
		switch {
		case source.by == h, source.by == nil && e.concerns(h, source.observation.account()):
			h.feed.heard(source.observation)
		case source.observation.Source == SourceWebhook:
			h.feed.webhookCame(source.observation)
		}
	}
}

// follow tells the poller of an account what of it is open now.
func (e *Engine) follow(h *holder, draft *draft) {
	for _, spend := range draft.changes.Spends {
		h.poll.noteSpend(spend, e.concerns(h, spend.Account))
	}
	for _, swap := range draft.changes.Swaps {
		h.poll.noteSwap(swap, e.concerns(h, swap.Account))
	}
	for account := range draft.changed {
		if e.concerns(h, account) {
			// What changed a record may have changed the balance.
			h.poll.balanceSoon()
			return
		}
	}
}

func (b Batch) empty() bool {
	return len(b.Lines)+len(b.Spends)+len(b.Swaps)+len(b.Intents)+len(b.Balances)+len(b.Bookings)+len(b.Notes)+len(b.DeadLetters)+len(b.TakenIn) == 0
}

func factLine(observation Observation, status, text string) Line {
	return Line{
		Entry: Entry{
			At:      observation.SeenAt,
			Source:  observation.Source,
			Event:   observation.Event,
			Subject: observation.Subject(),
			Status:  status,
			Text:    text,
			TraceID: observation.TraceID,
		},
		EventID:  observation.EventID,
		Raw:      observation.Raw,
		Repeated: observation.repeats,
	}
}

// looksLike reports whether the two tell a person the same.
func (s Spend) looksLike(other Spend) bool {
	return s.ID == other.ID && s.Status == other.Status && s.DecisionReason == other.DecisionReason &&
		sameFigure(s.Cents, other.Cents) && s.Currency == other.Currency && s.Merchant == other.Merchant && s.Reason == other.Reason &&
		s.Account == other.Account && s.Team == other.Team && s.ApprovalURL == other.ApprovalURL &&
		s.CreatedAt == other.CreatedAt && s.DecidedAt == other.DecidedAt && s.OpenedAt == other.OpenedAt &&
		s.Contradicted == other.Contradicted && s.UnknownSince() == other.UnknownSince() && s.Unreadable() == other.Unreadable() &&
		(s.Asked == nil) == (other.Asked == nil) && (s.Asked == nil || *s.Asked == *other.Asked) &&
		slices.EqualFunc(s.Variants, other.Variants, Variant.same) && slices.Equal(s.Noted, other.Noted)
}

// Same reports whether both hold the same, down to when it was said.
func (s *Spend) Same(other *Spend) bool {
	return s.looksLike(*other) && s.FirstSeen == other.FirstSeen && s.LastSeen == other.LastSeen && s.LastSource == other.LastSource &&
		s.BudgetLeft == other.BudgetLeft && s.BudgetKnown == other.BudgetKnown && s.Absence == other.Absence && s.Stamps == other.Stamps &&
		slices.Equal(s.Variants, other.Variants)
}

func sameFigure(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// summary is the request in a few words.
func (s *Spend) summary() string {
	amount := "amount not told"
	if money, told := s.Money(); told {
		amount = money.String()
	}
	if s.Merchant == "" {
		return amount
	}
	return amount + " · " + s.Merchant
}

func (s *Swap) summary() string {
	if s.Terms == nil {
		return s.ID
	}
	return s.Terms.summary()
}
