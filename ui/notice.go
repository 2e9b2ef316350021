package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
)

const (
	// noticeLasts and problemLasts are how long each stays.
	noticeLasts  = 4 * time.Second
	problemLasts = 12 * time.Second
	// noticeLines is the most lines that a notice takes.
	noticeLines = 3
)

// notices is what was just said, in place of the key hints. Each has a number,
// so that the timer of an earlier one doesn't clear a later one.
type notices struct {
	text string
	// end is what stands at the text's end, whatever has to be cut.
	end  string
	tone theme.Tone
	seq  int
}

// noticeEnded is the end of a notice's time.
type noticeEnded struct{ seq int }

// say shows a notice for a moment.
func (n *notices) say(tone theme.Tone, text string) tea.Cmd {
	return n.show(tone, text, "", noticeLasts)
}

// explain shows what went wrong, what it means and what to do.
func (n *notices) explain(problem *state.Problem) tea.Cmd {
	text, code := theme.GlyphBad+" "+problem.Error(), ""
	if problem.Code != "" {
		code = "[" + string(problem.Code) + "]"
	}
	return n.show(theme.ToneBad, strings.TrimSuffix(text, " "+code), code, problemLasts)
}

func (n *notices) show(tone theme.Tone, text, end string, lasts time.Duration) tea.Cmd {
	n.seq++
	n.text, n.end, n.tone = text, end, tone
	ended := noticeEnded{n.seq}
	return tea.Tick(lasts, func(time.Time) tea.Msg { return ended })
}

// expire takes in the end of a notice's time.
func (n *notices) expire(ended noticeEnded) {
	if ended.seq == n.seq {
		n.text = ""
	}
}

// lines is the notice in a terminal of that width; nil without one.
func (n *notices) lines(width int) []string {
	return cells.WrapTo(n.text, n.end, width-2, noticeLines)
}
