package treasury

import (
	"context"
	"path/filepath"

	"coffer/state"
	"coffer/state/journal"
)

// rereadSiblings takes in the deliveries about this team that were kept in the
// folders of others: where the team was set wrong before, that is where they
// are. The other folders are only read.
func (t *Treasury) rereadSiblings(ctx context.Context) {
	for _, folder := range t.siblings {
		if err := t.rereadSibling(ctx, folder); err != nil && ctx.Err() == nil {
			t.log.Warn("look for deliveries of this team in another folder", "folder", folder, "err", err)
		}
	}
}

func (t *Treasury) rereadSibling(ctx context.Context, folder string) error {
	watched, err := journal.Watch(filepath.Join(folder, JournalFile))
	if err != nil {
		return err
	}
	defer watched.Close()
	if begun, err := watched.Begun(ctx); err != nil || !begun {
		return err
	}
	bank, err := state.RecallBank(ctx, watched)
	ours := t.engine.View().Bank
	if err != nil || ours.Team == "" || bank.Environment == "" || bank.Host != ours.Host {
		return err
	}
	// But for the team, it has to be the same bank.
	if bank.Team = ours.Team; bank.Fits(ours) != nil {
		return nil
	}
	return t.engine.Reread(ctx, watched)
}
