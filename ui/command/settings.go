package command

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"coffer/state/config"
	"coffer/state/credential"
)

// AddSettings gives flags those that override settings. None of them takes a
// secret.
func AddSettings(flags *pflag.FlagSet) {
	for _, setting := range config.FlagTable() {
		if setting.IsBool {
			flags.Bool(setting.Name, false, setting.Usage)
			continue
		}
		flags.String(setting.Name, "", setting.Usage)
	}
}

// LoadSettings is what the command line, the environment and the config file
// say. It takes every secret out of the environment, so that no program that
// is started from here inherits one, and hands out what brings them where they
// are needed.
func LoadSettings(called *cobra.Command) (*config.Settings, credential.Resolver, error) {
	environment := credential.TakeEnvironment()
	settings, err := config.Load(givenFlags(called), environment)
	return settings, credential.Resolver{Environment: environment}, err
}

// givenFlags are the flags of settings that were given.
func givenFlags(called *cobra.Command) config.Flags {
	given := config.Flags{}
	for _, setting := range config.FlagTable() {
		if flag := called.Flags().Lookup(setting.Name); flag != nil && flag.Changed {
			given[setting.Name] = flag.Value.String()
		}
	}
	return given
}
