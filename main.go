// Coffer is a terminal treasury dashboard over Dino Agent Bank: the balance, a
// live list of what agents ask to spend, and swaps from quote to receipt.
//
// This file reads flags and environment, opens a session and shows it; it
// decides nothing about money.
package main

import (
	"errors"
	"os"
	"os/user"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/jonboulle/clockwork"
	"github.com/spf13/cobra"

	bank "coffer/api/sandbox/command"
	"coffer/state"
	"coffer/state/config"
	"coffer/state/session"
	"coffer/theme"
	"coffer/ui"
	"coffer/ui/accessible"
	"coffer/ui/browser"
	"coffer/ui/command"
	"coffer/ui/keymap"
	"coffer/ui/rescue"
	"coffer/ui/terminal"
	"coffer/ui/themefile"
)

// The default sandbox opens with a believable week.
const (
	sandboxSeed   = 1
	sandboxAgents = 3
)

func main() {
	if rescue.Watching() {
		rescue.Stand()
		return
	}
	os.Exit(command.Main(rootCommand(), os.Args[1:], command.Standard()))
}

func rootCommand() *cobra.Command {
	var sandbox session.Sandbox
	var linear bool
	root := &cobra.Command{
		Use:   "coffer",
		Short: "A terminal treasury dashboard for Dino Agent Bank",
		Long: "Coffer shows what agents spend, lets people approve it, and swaps tokens from quote to receipt.\n\n" +
			"Without a key it runs against its own sandbox bank, with test money. To use a bank of your own, set " +
			"DINO_SPEND_KEY, and where needed DINO_API_URL, DINO_TEAM_ID and DINO_WEBHOOK_SECRET.",
		Example: "coffer\nDINO_SPEND_KEY=… DINO_TEAM_ID=team_… coffer",
		Args:    cobra.NoArgs,
		RunE: func(called *cobra.Command, _ []string) error {
			return runDashboard(called, sandbox, linear)
		},
	}
	command.AddSettings(root.PersistentFlags())
	root.Flags().BoolVar(&sandbox.Fresh, "fresh", false, "begin a new sandbox treasury, forgetting the old one")
	root.Flags().IntVar(&sandbox.Agents, "agents", sandboxAgents, "how many sandbox agents spend while you look")
	root.Flags().Uint64Var(&sandbox.Seed, "seed", sandboxSeed, "what a new sandbox makes its chances from")
	root.Flags().BoolVar(&linear, "accessible", false, "talk line by line, for screen readers: nothing redraws or moves by itself")
	root.AddCommand(bank.New(sandboxSeed))
	return root
}

// runDashboard opens a treasury and shows it, or talks about it, until the
// person quits.
func runDashboard(called *cobra.Command, sandbox session.Sandbox, linear bool) (err error) {
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return errors.New("the dashboard needs a terminal to draw on and to read keys from. " +
			"Nothing was started. Run it in one, without a pipe; `coffer sandbox` runs without")
	}
	settings, resolver, err := command.LoadSettings(called)
	if err != nil {
		return err
	}
	if sandbox.Agents < 0 {
		return errors.New("--agents takes 0 or more")
	}
	look, err := lookOf(settings)
	if err != nil {
		return err
	}
	opening := session.Begin(called.Context(), settings, session.Options{
		UserAgent: command.UserAgent(),
		Resolver:  resolver,
		Sandbox:   sandbox,
	})
	defer func() {
		// What ended in the background is why the screen ended, and the better
		// reason.
		if failed := opening.Close(); failed != nil {
			err = failed
		}
	}()
	if linear {
		return talk(opening, look)
	}
	watch, err := rescue.Begin()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, watch.End()) }()
	return show(opening, look)
}

// lookOf is how the settings want the screens to look and to be used.
func lookOf(settings *config.Settings) (ui.Options, error) {
	look := ui.Options{
		Now:             time.Now,
		Location:        time.Local,
		Who:             person(),
		Browser:         browser.Find(),
		Clipboard:       terminal.Clipboard(os.Getenv),
		Progress:        terminal.ShowsProgress(os.Getenv),
		NoColor:         os.Getenv("NO_COLOR") != "",
		Mouse:           settings.Mouse,
		ReducedMotion:   settings.ReducedMotion,
		LightBackground: theme.LightBackground(os.Getenv("COLORFGBG")),
	}
	var err error
	if look.Keys, err = keymap.New(settings.Keys); err != nil {
		return look, settings.Wrong("keys", err.Error())
	}
	if !strings.ContainsAny(settings.Theme, `/\`) {
		if look.Scheme, err = theme.Named(settings.Theme); err != nil {
			return look, settings.Wrong("theme", err.Error())
		}
		return look, nil
	}
	file, scheme, err := themefile.Open(settings.Theme, clockwork.NewRealClock())
	if err != nil {
		return look, settings.Wrong("theme", err.Error())
	}
	look.Scheme, look.EditedScheme = scheme, file.Edited
	return look, nil
}

// show runs the screens until the person quits.
func show(opening *session.Opening, look ui.Options) error {
	// A panic is the watcher's: it alone may print, and it prints no secret.
	options := []tea.ProgramOption{tea.WithContext(opening.Context()), tea.WithoutCatchPanics()}
	if look.NoColor {
		// The colour detector only knows numeric truth; any value counts.
		options = append(options, tea.WithColorProfile(colorprofile.Ascii))
	}
	left, err := tea.NewProgram(ui.Enter(func() (ui.Options, error) {
		shown, err := opening.Treasury()
		look.Treasury = shown
		return look, err
	}), options...).Run()
	if entrance, outside := left.(*ui.Entrance); outside && entrance.Err() != nil {
		return entrance.Err()
	}
	if errors.Is(err, tea.ErrInterrupted) || opening.Context().Err() != nil {
		return nil
	}
	return err
}

// talk does the same jobs line by line.
func talk(opening *session.Opening, look ui.Options) error {
	shown, err := opening.Treasury()
	if err != nil {
		return err
	}
	return accessible.Run(opening.Context(), accessible.Options{
		Treasury: shown,
		In:       os.Stdin,
		Out:      os.Stdout,
		Now:      look.Now,
		Location: look.Location,
		Who:      look.Who,
		Browser:  look.Browser,
	})
}

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// person names who sits at this terminal, for the audit trail.
func person() string {
	current, err := user.Current()
	if err != nil {
		return orDefault(os.Getenv("USER"), "unknown")
	}
	return state.SafeID(current.Username)
}
