// A Bubble Tea program that has nothing to do but draw the first frame of a
// dashboard: what starting costs before there is anything to start.
package main

import (
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
)

type screen struct{ width, height int }

func (s screen) Init() tea.Cmd { return nil }

func (s screen) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		s.width, s.height = message.Width, message.Height
	case tea.KeyPressMsg:
		return s, tea.Quit
	}
	return s, nil
}

func (s screen) View() tea.View {
	var frame strings.Builder
	for row := range max(0, s.height-1) {
		fmt.Fprintf(&frame, "\x1b[32m●\x1b[m approved %4d \x1b[1m$%8d.00\x1b[m  a merchant of row %d\n", row, row*100, row)
	}
	if s.height > 0 {
		frame.WriteString("q quit")
	}
	view := tea.NewView(frame.String())
	view.AltScreen, view.ReportFocus, view.MouseMode = true, true, tea.MouseModeCellMotion
	return view
}

func main() {
	if _, err := tea.NewProgram(screen{}).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
