package torture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"time"

	"coffer/state"
	"coffer/state/journal"
)

const (
	// openingSpread is about how long it takes to begin a journal, and
	// writingSpread how long some writes to it take.
	openingSpread = 60 * time.Millisecond
	writingSpread = 15 * time.Millisecond
)

// playJournal begins or opens a journal, which brings its schema up to date,
// and goes on writing to it until its input ends.
func playJournal(path string, in io.Reader, out io.Writer) error {
	display := newScreen(out)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, in)
		stop()
	}()
	display.show(sighting{What: sawOpening})
	opened, err := journal.Open(ctx, path)
	if err != nil {
		return err
	}
	for i := 0; ctx.Err() == nil; i++ {
		intent := state.Intent{ID: fmt.Sprintf("%d-%d", time.Now().UnixNano(), i), Kind: state.IntentSpend, State: state.IntentDone}
		if _, err := opened.Append(context.WithoutCancel(ctx), state.Batch{Intents: []state.Intent{intent}}); err != nil {
			return errors.Join(err, opened.Close())
		}
		display.show(sighting{What: sawKept, ID: intent.ID})
	}
	return opened.Close()
}

// playCreation kills a process while it begins a journal, up to three times in
// a row in the same folder, and wants it to open in the end, whole, with
// everything that was kept.
func playCreation(ctx context.Context, root string, seed uint64, kills int, counts *tally) error {
	const fault = "journal killed while it is begun"
	chance := rand.New(rand.NewPCG(seed, 0))
	for done := 0; done < kills; {
		path := filepath.Join(root, strconv.Itoa(done), journalName)
		kept := make(map[string]bool)
		for range min(1+chance.IntN(3), kills-done) {
			done++
			counts.try(fault)
			if err := killWriter(path, chance, kept); err != nil {
				return err
			}
		}
		if err := openAndCheck(ctx, path); err != nil {
			return err
		}
		left, err := readRemains(ctx, path)
		if err != nil {
			return err
		}
		for id := range kept {
			if _, found := left.intents[id]; !found {
				counts.end(fault, endedLost)
				return fmt.Errorf("kept %s is not in %s", id, path)
			}
			counts.end(fault, endedDone)
		}
	}
	return nil
}

// killWriter kills a writer while it opens, or after its first write.
func killWriter(path string, chance *rand.Rand, kept map[string]bool) error {
	writer, err := startChild(script{Part: "journal", Path: path}, func(seen sighting) {
		if seen.What == sawKept {
			kept[seen.ID] = true
		}
	})
	if err != nil {
		return err
	}
	after, spread := sawOpening, openingSpread
	if chance.IntN(3) == 0 {
		after, spread = sawKept, writingSpread
	}
	if _, err := writer.first(after); err != nil {
		return errors.Join(err, writer.kill())
	}
	time.Sleep(within(chance, spread))
	return writer.kill()
}
