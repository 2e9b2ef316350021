package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
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
// addresses of those that can't be opened are shown one after another, and one
// that nobody has seen counts as unopened.
func (m *Model) openApprovals(ids []string) tea.Cmd {
	var cmds []tea.Cmd
	var opened []string
	var shown []approve.Page
	for _, id := range ids {
		spend := m.book.Spend(id)
		if spend == nil || spend.ApprovalURL == "" {
			continue
		}
		why := m.whyNotOpened(spend.ApprovalURL)
		if why != "" {
			shown = append(shown, approve.Page{Spend: spend, Why: why, Trusted: approve.Trusted(m.book.Bank, spend.ApprovalURL), Local: approve.Loopback(spend.ApprovalURL)})
			continue
		}
		opened = append(opened, id)
		cmds = append(cmds, m.openPage(spend))
	}
	if len(shown) > 0 {
		d := approve.NewLink(m.scene(), shown)
		cmds = append(cmds, m.dialogs.Push(d, m.serial))
		if shown[0].Trusted {
			opened = append(opened, shown[0].Spend.ID)
			cmds = append(cmds, m.noteOpened(shown[0].Spend.ID))
		}
	}
	m.goOn(func() { m.queue.Opened(opened) })
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

// openPage opens one page and notes that it was.
func (m *Model) openPage(spend *state.Spend) tea.Cmd {
	browser, note, id := m.options.Browser, m.noteOpened(spend.ID), spend.ID
	address := spend.ApprovalURL
	said := "opened the approval page of " + words.Amount(spend.Money()) + " to " + words.Told(spend.Merchant)
	return func() tea.Msg {
		if err := browser(address); err != nil {
			return performed{problem: &state.Problem{
				Happened: "The browser didn't start: " + state.SafeText(err.Error()) + ".",
				Meaning:  "Request " + id + " is still undecided.",
				Advice:   "y copies the link.",
			}}
		}
		if end, ok := note().(performed); ok && end.problem != nil {
			return end
		}
		return performed{done: said}
	}
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
