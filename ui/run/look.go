package run

import (
	"maps"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/state"
	"coffer/state/config"
	"coffer/theme"
	"coffer/ui"
	"coffer/ui/browser"
	"coffer/ui/keymap"
	"coffer/ui/terminal"
	"coffer/ui/themefile"
)

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
		PriceTolerance:  settings.Tolerance,
		LightBackground: theme.LightBackground(os.Getenv("COLORFGBG")),
	}
	for _, name := range slices.Sorted(maps.Keys(settings.Filters)) {
		look.Filters = append(look.Filters, ui.SavedFilter{Name: state.SafeText(name), Filter: state.SafeText(settings.Filters[name])})
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

// person names who sits at this terminal, for the audit trail.
func person() string {
	current, err := user.Current()
	if err == nil {
		return state.SafeText(current.Username)
	}
	if name := state.SafeText(os.Getenv("USER")); name != "" {
		return name
	}
	return "unknown"
}
