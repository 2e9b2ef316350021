package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// understand makes every word that a command doesn't know an error of usage:
// left to itself, cobra shows the help of a group and calls that success.
func understand(command *cobra.Command) {
	for _, child := range command.Commands() {
		understand(child)
	}
	if command.HasSubCommands() {
		command.Args = noOtherCommand
		if !command.Runnable() {
			command.RunE = needsCommand
		}
		return
	}
	if check := command.Args; check != nil {
		command.Args = func(command *cobra.Command, args []string) error { return usage(check(command, args)) }
	}
}

func noOtherCommand(command *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("%q is not a command of %s.", args[0], command.CommandPath())
	command.SuggestionsMinimumDistance = 2
	if near := command.SuggestionsFor(args[0]); len(near) > 0 {
		text += " Did you mean " + strings.Join(near, " or ") + "?"
	}
	return usage(fmt.Errorf("%s Run %s --help for what there is", text, command.CommandPath()))
}

func needsCommand(command *cobra.Command, _ []string) error {
	var names []string
	for _, child := range command.Commands() {
		if child.IsAvailableCommand() {
			names = append(names, child.Name())
		}
	}
	return usage(fmt.Errorf("%s needs one of %s", command.CommandPath(), strings.Join(names, ", ")))
}

// exactly takes these arguments and no others.
func exactly(names ...string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		if len(args) < len(names) {
			return fmt.Errorf("%s needs %s", command.CommandPath(), strings.Join(names[len(args):], " and "))
		}
		if len(names) == 0 {
			return fmt.Errorf("%s takes no argument, and got %q", command.CommandPath(), args[0])
		}
		return fmt.Errorf("%s takes %s only, and got %q too", command.CommandPath(), strings.Join(names, " and "), args[len(names)])
	}
}
