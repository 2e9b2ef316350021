package command

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coffer/state/config"
	"coffer/state/session"
)

// run is what a command needs while it runs.
type run struct {
	context.Context
	called   *cobra.Command
	settings *config.Settings
	options  session.Options
	// jsonWanted is that --json was given.
	jsonWanted bool
}

// begin reads the settings. What is worth knowing about them goes to standard
// error.
func begin(called *cobra.Command) (*run, error) {
	settings, resolver, err := LoadSettings(called)
	if err != nil {
		return nil, err
	}
	// It is closed by the end of the process, which is the end of the command.
	log, _ := session.OpenLog(settings)
	made := &run{
		Context:  called.Context(),
		called:   called,
		settings: settings,
		options:  session.Options{Resolver: resolver, UserAgent: UserAgent(), Log: log},
	}
	if flag := called.Flags().Lookup("json"); flag != nil {
		made.jsonWanted = flag.Value.String() == "true"
	}
	for _, finding := range settings.Findings {
		made.say("%s %s", finding.Message, finding.Advice)
	}
	return made, nil
}

// say tells people something that is no data.
func (r *run) say(format string, arguments ...any) {
	fmt.Fprintln(r.called.ErrOrStderr(), printable(fmt.Sprintf("coffer: "+format, arguments...)))
}

// show writes a record: as JSON where that was asked for, else its fields.
func (r *run) show(record any, fields fields) error {
	if r.jsonWanted {
		return writeJSON(r.called.OutOrStdout(), record)
	}
	_, err := io.WriteString(r.called.OutOrStdout(), fields.String())
	return err
}

// withJSON gives a command the flag that asks for JSON.
func withJSON(command *cobra.Command) *cobra.Command {
	command.Flags().Bool("json", false, "write one line of JSON")
	return command
}
