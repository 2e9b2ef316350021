package state

import (
	"context"
	"errors"
)

// TeamMismatch says that the team that is set isn't the bank's: every event
// would be of another team then. The zero value says that nothing is known of
// such a thing.
type TeamMismatch struct {
	// Setting is what is set, and Bank what the bank says.
	Setting, Bank string
	// ByKey is set where the bank says so of the key; else it is what the
	// events are about that it delivers.
	ByKey bool
}

// Found reports whether there is a mismatch.
func (m TeamMismatch) Found() bool { return m.Bank != "" }

// teamWatch holds the team that is set against what the bank says. It belongs
// to the goroutine of Run.
type teamWatch struct {
	// setting is "" where none is set.
	setting string
	// ofKey is the team that the bank named with a balance.
	ofKey string
	// heard is set once a fact about the team that is set arrived.
	heard bool
}

func (w *teamWatch) observe(observation Observation) {
	switch {
	case observation.Balance != nil && observation.Balance.Team != "":
		w.ofKey = observation.Balance.Team
	case observation.Spend != nil && observation.Spend.Team != "" && observation.Spend.Team == w.setting:
		w.heard = true
	}
}

func (w *teamWatch) mismatch(letters *DeadLetters) TeamMismatch {
	foreign := letters.Of(DeadLetterTeam)
	switch {
	case w.setting == "", w.ofKey == w.setting:
		return TeamMismatch{}
	case w.ofKey != "":
		return TeamMismatch{Setting: w.setting, Bank: w.ofKey, ByKey: true}
	case foreign.Waiting() > 0 && !w.heard:
		return TeamMismatch{Setting: w.setting, Bank: foreign.Detail}
	}
	return TeamMismatch{}
}

// FitsJournal holds the bank that the settings name against the one that a
// journal is of. Another team fits where the setting was corrected: nothing in
// the journal is of the team that was set before, and the bank named the new
// one, with a balance or in the events that wait for it. Errors:
// ErrForeignJournal, or the journal's own.
func FitsJournal(ctx context.Context, records Records, bank Bank) error {
	noted, err := recallOwnership(ctx, records)
	if err != nil {
		return err
	}
	return noted.fits(ctx, records, bank)
}

func (n ownershipNote) fits(ctx context.Context, records Records, bank Bank) error {
	misfit := n.Fits(bank)
	if misfit == nil || !errors.Is(misfit, ErrForeignJournal) {
		return misfit
	}
	corrected := n.Bank
	corrected.Team = bank.Team
	if bank.Team == "" || corrected.Fits(bank) != nil {
		return misfit
	}
	named := n.TeamOfKey == bank.Team
	if !named {
		letters, err := records.DeadLetters(ctx)
		if err != nil {
			return err
		}
		for _, count := range letters.Counts {
			named = named || (count.Reason == DeadLetterTeam && count.Detail == bank.Team)
		}
	}
	if !named {
		return misfit
	}
	ofOldTeam := false
	err := records.Older(ctx, Opening{SpendCount: 1}, func(page []*Spend) bool {
		for _, spend := range page {
			ofOldTeam = ofOldTeam || spend.Team == n.Team
		}
		return !ofOldTeam
	})
	if err != nil {
		return err
	}
	if ofOldTeam {
		return misfit
	}
	return nil
}
