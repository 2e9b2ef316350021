package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/activity"
	"coffer/ui/cells"
	"coffer/ui/charts"
	"coffer/ui/details"
	"coffer/ui/dialog"
	"coffer/ui/field"
	"coffer/ui/header"
	"coffer/ui/keymap"
	"coffer/ui/queue"
	"coffer/ui/screen"
	"coffer/ui/spendrow"
	"coffer/ui/spends"
	"coffer/ui/swaps"
)

// Model is the root, and the only tea.Model: it hands messages out, performs
// what screens and dialogs ask for, and assembles the frame.
type Model struct {
	options     Options
	keys        *keymap.Map
	keyboard    keyboard
	unsubscribe func()
	woken       <-chan struct{}
	ended       chan struct{}

	book  *state.View
	now   time.Time
	theme *theme.Theme
	// light and depth are what the terminal told of itself.
	light   bool
	depth   theme.Depth
	scheme  theme.Scheme
	focused bool

	layout  layout
	header  header.Header
	spends  *spends.Screen
	queue   *queue.Screen
	swaps   *swaps.Screen
	actions *activity.Screen
	charts  *charts.Screen
	screens [screenCount]screen.Screen
	current int

	details details.Details
	// detailed is set while details fill the body.
	detailed bool

	// saved is which saved filter is shown, from 1; ownFilter is the one of 1
	// Spends meanwhile.
	saved     int
	ownFilter string

	filter    field.Field
	filtering bool

	dialogs dialog.Stack
	// serial numbers dialogs.
	serial  uint64
	notices notices
	// looked is the records that the treasury was told to poll first.
	looked []string
	// next is the profile to go on with, once one was chosen.
	next *string
	// seeking is a record to go to as soon as it is there.
	seeking string

	// unpacked is the request that commands are about.
	unpacked spendrow.Window

	pen   cells.Pen
	tabs  []span
	frame string
	// stale is set when the frame no longer shows what is.
	stale bool
}

// The screens, in the order of their tabs.
const (
	spendsScreen = iota
	queueScreen
	swapsScreen
	activityScreen
	chartsScreen
	screenCount
)

// span is columns of a line: from the first to before the last.
type span struct{ from, to int }

// New makes the dashboard. It subscribes to the treasury until it quits.
func New(options Options) *Model {
	options = options.withDefaults()
	// What changes from here on wakes it, also before the first frame.
	woken, unsubscribe := options.Treasury.Subscribe()
	book := options.Treasury.View()
	m := &Model{
		options: options,
		keys:    keysFor(options.Keys, options.Filters),
		ended:   make(chan struct{}),
		book:    book,
		now:     options.Now(),
		light:   options.LightBackground,
		scheme:  options.Scheme,
		focused: true,
		spends:  spends.New(book, options.Now(), options.Location, options.ReducedMotion),
		queue:   queue.New(book, options.ReducedMotion),
		swaps:   swaps.New(book, options.ReducedMotion),
		actions: activity.New(book, options.Now(), options.Location),
		charts:  charts.New(book),
		stale:   true,
	}
	m.unpacked.Resize(1)
	if options.NoColor {
		m.depth = theme.DepthNone
	}
	m.screens = [screenCount]screen.Screen{m.spends, m.queue, m.swaps, m.actions, m.charts}
	m.theme = m.scheme.Build(!m.light, m.depth)
	m.woken, m.unsubscribe = woken, unsubscribe
	return m
}

// Init asks the terminal for its colours, without waiting for them, and begins
// to listen.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor, m.awaitChange(), m.awaitTick(), m.awaitScheme()}
	if m.options.Trouble != nil {
		cmds = append(cmds, m.notices.explain(m.options.Trouble))
	}
	return tea.Batch(cmds...)
}

// Next is the profile to go on with; nil when the person quit.
func (m *Model) Next() *string { return m.next }

// screen is the one in front.
func (m *Model) screen() screen.Screen { return m.screens[m.current] }

// place is where keys apply now.
func (m *Model) place() keymap.Scope {
	if m.detailed {
		return keymap.InDetails
	}
	return m.screen().Place()
}

// subject is the record that commands are about.
func (m *Model) subject() screen.Subject {
	if m.detailed {
		return m.details.Subject()
	}
	return m.screen().Subject()
}

// spend is the request that commands are about, or nil.
func (m *Model) spend() *state.Spend {
	switch subject := m.subject().(type) {
	case *state.Spend:
		return m.asked(subject.ID)
	case *state.Entry:
		return m.asked(subject.Subject)
	}
	return nil
}

// asked is a request as the Book has it, or nil. It is asked for many times a
// frame, so it is unpacked once.
func (m *Model) asked(id string) *state.Spend {
	kept := m.book.Kept(id)
	if kept == nil {
		return nil
	}
	return m.unpacked.Spend(0, kept)
}

// latest is a record as the Book has it now. A swap's intent becomes the swap
// once the bank has told of it.
func (m *Model) latest(subject screen.Subject) screen.Subject {
	switch subject := subject.(type) {
	case *state.Spend:
		if now := m.asked(subject.ID); now != nil {
			return now
		}
	case *state.Swap:
		if now := m.book.Swap(subject.ID); now != nil {
			return now
		}
	case *state.Intent:
		if swap := m.book.Swap(subject.Subject); swap != nil && !subject.Unresolved() {
			return swap
		}
		for _, intent := range m.book.Intents {
			if intent.ID == subject.ID {
				return intent
			}
		}
	}
	return subject
}

func (m *Model) scene() dialog.Scene {
	m.serial++
	return dialog.Scene{
		Serial:        m.serial,
		Theme:         m.theme,
		Book:          m.book,
		Now:           m.now,
		Location:      m.options.Location,
		Who:           m.options.Who,
		ReducedMotion: m.options.ReducedMotion,
	}
}
