package ui

import "coffer/ui/header"

// form is how much of the dashboard there is room for.
type form int

const (
	// formTiny is one panel and a line above it.
	formTiny form = iota
	// formCompact has a header of two lines.
	formCompact
	// formFull has the panel of figures.
	formFull
)

const (
	compactWidth, compactHeight = 60, 16
	fullWidth, fullHeight       = 100, 24
	// sideWidth is from where on details stand beside the list.
	sideWidth = 150
	// paneLeast and paneMost bound the details beside the list.
	paneLeast, paneMost = 56, 80
	// paneGap is the line between list and details, and the room around it.
	paneGap = 3
)

// layout is where everything is. Lines are counted from 0.
type layout struct {
	form          form
	width, height int
	// margin is blank at both sides.
	margin int
	// banners is how many lines tell of problems, below the header.
	banners int
	// tabs and heads are lines, or -1.
	tabs, heads int
	// body is its first line and bodyLines how many it has.
	body, bodyLines int
	listWidth       int
	// paneColumn is where the details beside the list begin; 0 without them.
	paneColumn, paneWidth int
	// footer is how many lines notices or hints take.
	footer int
}

// arrange shares a terminal out. It never gives out more lines than there are.
func arrange(width, height, banners, footer int) layout {
	l := layout{width: width, height: height, tabs: -1, heads: -1}
	switch {
	case width < compactWidth || height < compactHeight:
		return l.tiny()
	case width < fullWidth || height < fullHeight:
		l.form = formCompact
		l.body = header.CompactLines
	default:
		l.form = formFull
		l.body = header.FullLines
	}
	l.margin = 1
	l.banners, l.footer = banners, max(footer, 1)
	l.body += banners
	// A rule, the tabs, the columns' names.
	l.tabs = l.body + 1
	l.heads = l.body + 2
	l.body += 3
	l.bodyLines = height - l.body - 1 - l.footer
	l.listWidth = width - 2*l.margin
	if width >= sideWidth {
		l.paneWidth = min(max(width*38/100, paneLeast), paneMost)
		l.listWidth -= l.paneWidth + paneGap
		l.paneColumn = l.margin + l.listWidth + paneGap
	}
	return l
}

func (l layout) tiny() layout {
	l.form = formTiny
	l.listWidth = l.width
	if l.height > 2 {
		l.body = header.TinyLines
	}
	l.bodyLines = max(l.height-l.body, 0)
	return l
}
