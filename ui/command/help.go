package command

import (
	"fmt"
	"io"
	"os"
	"strings"

	"charm.land/fang/v2"
	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"

	"coffer/theme"
)

// styledHelp writes the help of a command, styled where out is a terminal.
func styledHelp(out io.Writer) func(*cobra.Command, []string) {
	return func(command *cobra.Command, _ []string) {
		restore := quietInput()
		defer restore()
		if os.Getenv("NO_COLOR") != "" {
			// The colour detector only knows numeric truth; any value counts.
			os.Setenv("NO_COLOR", "1")
		}
		root := command.Root()
		root.SetOut(out)
		root.SetArgs(append(strings.Fields(command.CommandPath())[1:], "--help"))
		_ = fang.Execute(command.Context(), root,
			fang.WithoutManpage(), fang.WithoutCompletions(), fang.WithoutVersion(), fang.WithColorSchemeFunc(scheme),
		)
	}
}

// scheme leaves text in the terminal's own colour, which its owner reads well
// on whatever the background is.
func scheme(lipgloss.LightDarkFunc) fang.ColorScheme {
	chosen := fang.AnsiColorScheme(lipgloss.LightDark(!theme.LightBackground(os.Getenv("COLORFGBG"))))
	own := lipgloss.NoColor{}
	chosen.Base, chosen.Description, chosen.Argument, chosen.Help, chosen.Dash = own, own, own, own, own
	chosen.Codeblock = own
	return chosen
}

// quietInput puts nothing in the place of standard input: fang asks a terminal
// for its background, and waits for seconds where none answers. Without an
// input it doesn't ask.
func quietInput() (restore func()) {
	nothing, err := os.Open(os.DevNull)
	if err != nil {
		return func() {}
	}
	terminal := os.Stdin
	os.Stdin = nothing
	return func() {
		os.Stdin = terminal
		nothing.Close()
	}
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Explain a command",
		RunE: func(command *cobra.Command, args []string) error {
			about, rest, err := command.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usage(fmt.Errorf("there is no help about %q", strings.Join(args, " ")))
			}
			return about.Help()
		},
		ValidArgsFunction: func(command *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			about, _, err := command.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var names []string
			for _, child := range about.Commands() {
				if child.IsAvailableCommand() {
					names = append(names, cobra.CompletionWithDesc(child.Name(), child.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}
