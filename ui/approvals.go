package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/approve"
	"coffer/ui/details"
	"coffer/ui/words"
)

// openMany opens approval pages; more than a few only once that was asked.
func (m *Model) openMany(ids []string, confirmed bool) tea.Cmd {
	if len(ids) > approve.Unasked && !confirmed {
		d := approve.NewMany(m.scene(), ids)
		return m.dialogs.Push(d, m.serial)
	}
	return m.openApprovals(ids)
}

// openApprovals opens the approval pages of requests in the browser. The
// addresses of those that can't be opened are shown one after another. A
// request counts as opened once its browser has started, or a person has taken
// the address; until then everything stays where it is.
func (m *Model) openApprovals(ids []string) tea.Cmd {
	var cmds []tea.Cmd
	var shown []approve.Page
	for _, id := range ids {
		spend := m.book.Spend(id)
		if spend == nil {
			continue
		}
		address := m.book.Bank.ApprovalURL(spend)
		if address == "" {
			continue
		}
		if why := m.whyNotOpened(address); why != "" {
			shown = append(shown, m.pageOf(spend, why))
			continue
		}
		cmds = append(cmds, m.openPage(spend))
	}
	if len(shown) > 0 {
		cmds = append(cmds, m.dialogs.Push(approve.NewLink(m.scene(), shown), m.serial))
	}
	return tea.Batch(cmds...)
}

func (m *Model) pageOf(spend *state.Spend, why string) approve.Page {
	address := m.book.Bank.ApprovalURL(spend)
	return approve.Page{
		Spend: spend, Address: address, Why: why,
		Trusted: approve.Trusted(m.book.Bank, address), Local: approve.Loopback(address),
	}
}

// linkTaken notes that a person took an address. The dialog shows the request
// on, so the screen behind it goes on only when it closes.
func (m *Model) linkTaken(serial uint64, taken act.LinkTaken) tea.Cmd {
	m.queue.Unmark(taken.SpendID)
	cmds := []tea.Cmd{m.noteOpened(taken.SpendID)}
	if taken.Address != "" {
		cmds = append(cmds, m.copyText(act.Copy{Text: taken.Address, What: "address"}))
	}
	if taken.Close {
		m.dialogs.Close(serial)
		m.goOn(func() { m.queue.Opened(taken.SpendID) })
	}
	return tea.Batch(cmds...)
}

// goOn lets the queue go on to what is next, and the details with it where they
// show what the cursor was on: a review takes a key a request.
func (m *Model) goOn(next func()) {
	follows := m.detailed && m.current == queueScreen && details.ID(m.details.Subject()) == details.ID(m.queue.Subject())
	next()
	if follows {
		m.details.Show(m.queue.Subject())
	}
}

// whyNotOpened says why an address is only shown; "" when it can be opened.
func (m *Model) whyNotOpened(address string) string {
	switch {
	case !approve.Trusted(m.book.Bank, address):
		return "This address isn't on a host of the bank, so it isn't opened. Look at it closely before you do."
	case m.options.Browser != nil:
		return ""
	case approve.Loopback(address):
		return "No browser starts from here. Open this in a browser on this machine:"
	}
	return "There is no browser here. Open this on a device of yours:"
}

// browserStart is how long a browser gets to fail. One that is still at it has
// started: some end only when the person closes them.
const browserStart = 3 * time.Second

// browserFailed is that no browser started for a page.
type browserFailed struct {
	spendID string
	err     error
}

// openPage opens one page and notes that it was.
func (m *Model) openPage(spend *state.Spend) tea.Cmd {
	browser, note, id := m.options.Browser, m.noteOpened(spend.ID), spend.ID
	address := m.book.Bank.ApprovalURL(spend)
	said := "opened the approval page of " + words.Amount(spend.Money()) + " to " + words.Told(spend.Merchant)
	return func() tea.Msg {
		ended := make(chan error, 1)
		go func() { ended <- browser(address) }()
		limit := time.NewTimer(browserStart)
		defer limit.Stop()
		select {
		case err := <-ended:
			if err != nil {
				return browserFailed{id, err}
			}
		case <-limit.C:
		}
		if end, ok := note().(performed); ok && end.problem != nil {
			end.opened = id
			return end
		}
		return performed{done: said, opened: id}
	}
}

// showLink shows the address of a page for which no browser started.
func (m *Model) showLink(failed browserFailed) tea.Cmd {
	spend := m.book.Spend(failed.spendID)
	if spend == nil || !m.dialogs.Empty() {
		return m.notices.explain(&state.Problem{
			Happened: "The browser didn't start: " + state.SafeText(failed.err.Error()) + ".",
			Meaning:  "Request " + failed.spendID + " is still undecided.",
			Advice:   "y copies the link.",
		})
	}
	page := m.pageOf(spend, "The browser didn't start: "+state.SafeText(failed.err.Error())+". Open this on a device of yours:")
	return m.dialogs.Push(approve.NewLink(m.scene(), []approve.Page{page}), m.serial)
}

// noteOpened writes down that a person opened the page.
func (m *Model) noteOpened(id string) tea.Cmd {
	who, opened := m.options.Who, m.options.Treasury.ApprovalOpened
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), recordLimit)
		defer cancel()
		return performed{problem: state.Explain(opened(ctx, who, id))}
	}
}
