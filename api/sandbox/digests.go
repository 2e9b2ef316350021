package sandbox

import (
	"net/http"

	"coffer/api"
)

// digestsPage bounds a page of digests, which are a tenth of the records' size.
const digestsPage = 1_000

// handleDigests lists what changed of the caller's as handleChanges does, for
// who has most of it already and wants to know whether all of it is so.
func (b *Bank) handleDigests(w http.ResponseWriter, r *http.Request) {
	after, err := parseCursor(r.URL.Query().Get("after"))
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	page, err := b.digestsAfter(b.store.reader, callerOf(r.Context()), after)
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, page)
}

func (b *Bank) digestsAfter(from asker, caller account, after int64) (api.SandboxDigests, error) {
	spends, swaps, err := changedAfter(from, caller, after, digestsPage)
	if err != nil {
		return api.SandboxDigests{}, err
	}
	// Where there are more swaps than these, the page ends with the last of them.
	whole := len(swaps) < changesPage
	page := api.SandboxDigests{Records: make([]api.SandboxDigest, 0, len(spends)+len(swaps))}
	last := after
	for len(page.Records) < digestsPage && (len(spends) > 0 || len(swaps) > 0) {
		if len(swaps) > 0 && (len(spends) == 0 || swaps[0].change < spends[0].change) {
			last = swaps[0].change
			listed := swaps[0].listed()
			page.Records = append(page.Records, api.SandboxDigest{ID: listed.ID, Swap: &listed, Next: cursorAt(last)})
			swaps = swaps[1:]
			continue
		}
		if len(swaps) == 0 && !whole {
			break
		}
		last = spends[0].change
		page.Records = append(page.Records, api.SandboxDigest{ID: spends[0].id, Digest: b.eventSpend(spends[0]).Digest(), Next: cursorAt(last)})
		spends = spends[1:]
	}
	page.Next = cursorAt(last)
	page.Remaining, page.Total, err = b.changesLeft(from, caller, last)
	return page, err
}
