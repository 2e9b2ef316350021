// Package run shows the dashboard in a terminal, one profile after the other,
// until the person quits. It makes what the settings say into what the screens
// take.
//
// It never draws and decides nothing about money.
package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/session"
	"coffer/ui"
	"coffer/ui/accessible"
	"coffer/ui/browser"
	"coffer/ui/rescue"
	"coffer/ui/terminal"
)

// Dashboard opens the treasury of the settings and shows it, or talks about it
// line by line, until the person quits. A profile that is chosen and can't be
// opened leads back to the one before, and says there why.
func Dashboard(ctx context.Context, settings *config.Settings, linear bool, options session.Options) (err error) {
	log, logFile := session.OpenLog(settings)
	// A log that can't be written is no reason to end with an error.
	defer func() { _ = logFile.Close() }()
	defer browser.Close()
	options.Log = log
	if linear {
		return talkAbout(ctx, settings, options)
	}
	if err := terminal.Drawable(os.Getenv); err != nil {
		return err
	}
	options.Waits = func(sentence string) { fmt.Fprintln(os.Stderr, sentence) }
	d := &dashboard{context: ctx, options: options}
	defer func() { err = errors.Join(err, d.endWatch()) }()
	var before *config.Settings
	var trouble *state.Problem
	for {
		ended := d.showOne(settings, trouble)
		d.options.Sandbox.Fresh = false
		switch {
		case ended.err != nil && !ended.opened && before != nil:
			settings, before, trouble = before, nil, troubleOf(ended.err)
		case ended.err != nil || ended.next == nil:
			return ended.err
		default:
			chosen, err := settings.Switch(*ended.next)
			if err != nil {
				before, trouble = nil, troubleOf(err)
				continue
			}
			settings, before, trouble = chosen, settings, nil
		}
	}
}

// dashboard is what stays from one profile to the next.
type dashboard struct {
	context context.Context
	options session.Options
	watch   *rescue.Watch
}

// end is how the screens of one profile ended.
type end struct {
	// opened is set when there was something to show.
	opened bool
	// next is the profile to go on with, or nil.
	next *string
	err  error
}

// showOne shows one profile. Opening begins first, since it takes longest.
func (d *dashboard) showOne(settings *config.Settings, trouble *state.Problem) (ended end) {
	look, err := lookOf(settings)
	if err != nil {
		return end{err: err}
	}
	look.Trouble = cmp.Or(trouble, foundIn(settings))
	for _, profile := range session.Profiles(settings) {
		look.Profiles = append(look.Profiles, ui.Profile(profile))
	}
	opening := session.Begin(d.context, settings, d.options)
	defer func() {
		ended.opened = opening.Opened()
		// What ended in the background is why the screen ended, and the better
		// reason.
		if failed := opening.Close(); failed != nil {
			ended.err = failed
		}
	}()
	if d.watch == nil {
		if d.watch, err = rescue.Begin(); err != nil {
			return end{err: err}
		}
	}
	return show(opening, look)
}

func (d *dashboard) endWatch() error {
	if d.watch == nil {
		return nil
	}
	return d.watch.End()
}

// show runs the screens until the person quits, or chooses another profile.
func show(opening *session.Opening, look ui.Options) end {
	// An interrupt ends the context already. Bubble Tea's own handler beside that
	// waits for ever to deliver what nobody reads any more, now and then.
	ctx, stop := signal.NotifyContext(opening.Context(), syscall.SIGTERM)
	defer stop()
	// A panic is the watcher's: it alone may print, and it prints no secret.
	job := followJob(ctx)
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithoutCatchPanics(), tea.WithFilter(job.suspend)}
	// A terminal that is gone ends the screens as SIGTERM does.
	if input := terminal.Input(os.Stdin, stop); input != nil {
		options = append(options, tea.WithInput(input))
	}
	if look.NoColor {
		// The colour detector only knows numeric truth; any value counts.
		options = append(options, tea.WithColorProfile(colorprofile.Ascii))
	}
	program := tea.NewProgram(ui.Enter(func() (ui.Options, error) {
		shown, err := opening.Treasury()
		look.Treasury = shown
		return look, err
	}, opening.Waits()), options...)
	go job.tell(ctx, program)
	left, err := program.Run()
	ended := end{err: err}
	switch left := left.(type) {
	case *ui.Entrance:
		if left.Err() != nil {
			return end{err: left.Err()}
		}
	case *ui.Model:
		ended.next = left.Next()
	}
	if errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil {
		return end{}
	}
	return ended
}

// talkAbout does the same jobs line by line.
func talkAbout(ctx context.Context, settings *config.Settings, options session.Options) (err error) {
	look, err := lookOf(settings)
	if err != nil {
		return err
	}
	options.Waits = func(sentence string) { fmt.Println(sentence) }
	for _, finding := range settings.Findings {
		fmt.Println(finding.Message, finding.Advice)
	}
	opened, err := session.Open(ctx, settings, options)
	if err != nil {
		return err
	}
	defer func() {
		// What ended in the background is the better reason.
		if failed := opened.Close(); failed != nil {
			err = failed
		}
	}()
	return accessible.Run(opened.Context(), accessible.Options{
		Treasury:  opened.Treasury(),
		In:        os.Stdin,
		Out:       os.Stdout,
		Now:       look.Now,
		Location:  look.Location,
		Who:       look.Who,
		Tolerance: settings.Tolerance,
		Browser:   look.Browser,
	})
}

// foundIn is what is worth knowing about the settings before money moves by
// them, such as a forgotten variable that overrides a profile's key.
func foundIn(settings *config.Settings) *state.Problem {
	if len(settings.Findings) == 0 {
		return nil
	}
	var said []string
	for _, finding := range settings.Findings {
		said = append(said, finding.Message)
	}
	return &state.Problem{Happened: strings.Join(said, " "), Advice: settings.Findings[0].Advice}
}

// troubleOf says why a profile can't be opened.
func troubleOf(err error) *state.Problem {
	var problem *state.Problem
	if errors.As(err, &problem) {
		return problem
	}
	return &state.Problem{
		Happened: "That profile can't be opened: " + state.SafeText(err.Error()) + ".",
		Meaning:  "Nothing was sent, no money moved.",
		Cause:    err,
	}
}
