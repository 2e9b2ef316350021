package session

import (
	"cmp"
	"strings"

	"coffer/api"
	"coffer/state"
	"coffer/state/config"
)

// Profile is what may be said of a profile before it is opened: no secret was
// asked for.
type Profile struct {
	// Name is the config file's; "" is what holds without a profile.
	Name string
	// Environment is what it promises to be; "" when it doesn't say.
	Environment state.Environment
	// Host is the bank's, in words where there is none.
	Host string
	// Current is set for the one in use.
	Current bool
}

// Promise is what the settings say of their bank before any secret is asked
// for: its environment where they promise one, its host, and the team.
func Promise(settings *config.Settings) state.Bank {
	if settings.Embedded() {
		return state.Bank{Environment: state.Sandbox}
	}
	bank := state.Bank{Environment: state.Environment(strings.ToUpper(settings.Environment)), Team: state.SafeID(settings.TeamID)}
	if host, err := api.HostOf(settings.APIURL); err == nil {
		bank.Host = host
	}
	return bank
}

// Profiles lists what can be opened: what holds without a profile, and the
// profiles of the file by name. It is empty when there is no choice.
func Profiles(settings *config.Settings) []Profile {
	names := settings.Profiles()
	if len(names) == 0 {
		return nil
	}
	listed := make([]Profile, 0, len(names)+1)
	for _, name := range append([]string{""}, names...) {
		// Whoever chooses one that can't be used is told why.
		profile := Profile{Name: name, Host: "can't be used as it is", Current: name == settings.Name}
		if chosen, err := settings.Switch(name); err == nil {
			promised := Promise(chosen)
			profile.Environment, profile.Host = promised.Environment, cmp.Or(promised.Host, "in this program")
		}
		listed = append(listed, profile)
	}
	return listed
}
