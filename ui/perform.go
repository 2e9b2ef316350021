package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/dialog"
	"coffer/ui/news"
	"coffer/ui/unlock"
)

const (
	// recordLimit is for what is only written to disk here before it answers.
	recordLimit = 10 * time.Second
	// bankLimit is for what waits for the bank's answer.
	bankLimit = 30 * time.Second
)

// answered brings an answer to the dialog that asked.
type answered struct {
	serial uint64
	news   tea.Msg
}

// performed is the end of something that no dialog waits for.
type performed struct {
	done    string
	problem *state.Problem
	// opened, when set, is the request whose page a browser opened.
	opened string
	// intent, when set, is what done is about: once its outcome is known, that
	// is said instead.
	intent string
}

// perform does what a screen or a dialog asks for. Only the root does.
func (m *Model) perform(asked dialog.Asked) tea.Cmd {
	who, treasury, clock := m.options.Who, m.options.Treasury, m.options.Now
	answer := func(limit time.Duration, ask func(ctx context.Context) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(context.Background(), limit)
			defer cancel()
			return answered{asked.Serial, ask(ctx)}
		}
	}
	switch action := asked.Action.(type) {
	case nil:
		return nil
	case act.Close:
		m.dialogs.Close(asked.Serial)
		return nil
	case act.Run:
		m.dialogs.Close(asked.Serial)
		if why := m.off(action.Command); why != "" {
			return m.notices.say(theme.ToneMuted, m.keys.Binding(action.Command).Title()+" — disabled: "+why)
		}
		return m.run(action.Command)
	case act.SwitchProfile:
		m.next = &action.Name
		return m.quit()
	case act.Decided:
		m.dialogs.Close(asked.Serial)
		m.goOn(func() { m.queue.Decided(action.SpendID) })
		return nil
	case act.Copy:
		return m.copyText(action)
	case act.OpenApprovals:
		m.dialogs.Close(asked.Serial)
		return m.openMany(action.SpendIDs, asked.Serial != 0)
	case act.LinkTaken:
		return m.linkTaken(asked.Serial, action)
	case act.Wear:
		return m.wear(action.Scheme)
	case act.CloseWearing:
		m.dialogs.Close(asked.Serial)
		return m.wear(action.Scheme)
	case act.ShowSwap:
		m.dialogs.Clear()
		return m.goTo(swapsScreen, action.SwapID)
	case act.ShowSpend:
		m.dialogs.Clear()
		return m.goTo(spendsScreen, action.SpendID)
	case act.Decide:
		return answer(bankLimit, func(ctx context.Context) tea.Msg {
			err := treasury.Decide(ctx, who, action.SpendID, action.Decision)
			return news.Decided{Generation: action.Generation, Problem: state.Explain(err)}
		})
	case act.Track:
		return answer(bankLimit, func(ctx context.Context) tea.Msg {
			err := treasury.Track(ctx, who, action.ID)
			return news.Tracked{Generation: action.Generation, ID: action.ID, Problem: state.ExplainRead(err)}
		})
	case act.Quote:
		return answer(bankLimit, func(ctx context.Context) tea.Msg {
			terms, err := treasury.Quote(ctx, state.QuoteRequest{
				Account: action.Account, SellToken: action.SellToken, BuyToken: action.BuyToken, SellAmount: action.SellAmount,
			})
			return news.QuoteReceived{Generation: action.Generation, Terms: terms, Problem: state.ExplainRead(err), At: clock()}
		})
	case act.CheckPolicy:
		return answer(bankLimit, func(ctx context.Context) tea.Msg {
			terms, err := treasury.CheckPolicy(ctx, action.Terms)
			return news.PolicyChecked{Generation: action.Generation, Terms: terms, Problem: state.ExplainRead(err)}
		})
	case act.Execute:
		return answer(recordLimit, func(ctx context.Context) tea.Msg {
			id, err := treasury.Execute(ctx, who, action.Terms)
			return news.SwapRecorded{Generation: action.Generation, IntentID: id, Problem: state.Explain(err)}
		})
	case act.AskSpend:
		return answer(recordLimit, func(ctx context.Context) tea.Msg {
			id, err := treasury.AskSpend(ctx, who, action.Request)
			return news.SpendRecorded{Generation: action.Generation, IntentID: id, Problem: state.Explain(err)}
		})
	case act.AskUnlock:
		if intent := intentIn(m.book, action.IntentID); intent != nil {
			return m.dialogs.Push(unlock.New(m.scene(), intent), m.serial)
		}
		return nil
	case act.Unlock:
		return answer(recordLimit, func(ctx context.Context) tea.Msg {
			return news.Unlocked{Problem: state.Explain(treasury.Unlock(ctx, who, action.IntentID, action.Why))}
		})
	case act.Retry:
		return m.retry(asked.Serial, action)
	}
	return nil
}

// retry answers the dialog that asked, or the person when no dialog did.
func (m *Model) retry(serial uint64, action act.Retry) tea.Cmd {
	who, treasury := m.options.Who, m.options.Treasury
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), bankLimit)
		defer cancel()
		problem := state.Explain(treasury.Retry(ctx, who, action.IntentID))
		if serial != 0 {
			return answered{serial, news.Retried{Generation: action.Generation, Problem: problem}}
		}
		return performed{done: "asking again with the same key", problem: problem, intent: action.IntentID}
	}
}

// afterwards says how something ended.
func (m *Model) afterwards(end performed) tea.Cmd {
	if end.opened != "" {
		m.goOn(func() { m.queue.Opened(end.opened) })
	}
	if end.problem != nil {
		return m.notices.explain(end.problem)
	}
	if end.done == "" || (end.intent != "" && !m.unresolved(end.intent)) {
		return nil
	}
	return m.notices.say(theme.ToneInfo, end.done)
}

// copyText copies by the terminal, which reaches the person's own machine also
// from afar, and by the machine, for terminals that don't.
func (m *Model) copyText(action act.Copy) tea.Cmd {
	cmds := []tea.Cmd{tea.SetClipboard(action.Text), m.notices.say(theme.ToneGood, action.What+" copied")}
	if write := m.options.Clipboard; write != nil {
		cmds = append(cmds, func() tea.Msg {
			// Which of the two a terminal needs can't be told, so that one of them
			// failed is no news.
			_ = write(action.Text)
			return nil
		})
	}
	return tea.Batch(cmds...)
}

// goTo shows a record on a screen, at once or as soon as it is there.
func (m *Model) goTo(screen int, id string) tea.Cmd {
	cmd := m.turnTo(screen)
	if !m.show(id) {
		m.seeking = id
	}
	return cmd
}

func (m *Model) show(id string) bool {
	if m.current == swapsScreen {
		return m.swaps.Seek(id)
	}
	return m.spends.Seek(id)
}
