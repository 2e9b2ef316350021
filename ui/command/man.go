package command

import (
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newMan() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Write the man page",
		Example: "coffer man > ~/.local/share/man/man1/coffer.1",
		Args:    exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			_, err := io.WriteString(command.OutOrStdout(), manPage(command.Root()))
			return err
		},
	}
}

// manPage is one page about all commands. It is the same for every build of a
// version, so that archives can be made again byte by byte.
func manPage(root *cobra.Command) string {
	var page page
	page.line(".TH COFFER 1 \"\" \"coffer " + escaped(root.Version) + "\" \"Coffer\"")
	page.section("NAME")
	page.text("coffer - " + root.Short)
	page.section("SYNOPSIS")
	page.text("coffer [options]\ncoffer command [options] [arguments]")
	page.section("DESCRIPTION")
	page.text(root.Long)
	page.section("OPTIONS")
	page.flags(root.LocalFlags())
	page.section("COMMANDS")
	page.commands(root)
	page.section("EXIT STATUS")
	page.table(exitStatuses())
	page.section("EXAMPLES")
	page.text(root.Example)
	return page.String()
}

// page writes roff, in its man macros.
type page struct{ strings.Builder }

func (p *page) line(text string) { p.WriteString(text + "\n") }

func (p *page) section(name string) { p.line(".SH " + name) }

// text writes each line as a paragraph of its own.
func (p *page) text(text string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			p.line(".PP\n" + escaped(line))
		}
	}
}

// table has a term and what it means in each row.
func (p *page) table(rows [][2]string) {
	for _, row := range rows {
		p.line(".TP\n.B " + escaped(row[0]) + "\n" + escaped(row[1]))
	}
}

func (p *page) flags(flags *pflag.FlagSet) {
	flags.VisitAll(func(flag *pflag.Flag) {
		if flag.Hidden || flag.Name == "help" {
			return
		}
		name := "--" + flag.Name
		if flag.Shorthand != "" {
			name = "-" + flag.Shorthand + ", " + name
		}
		kind, about := pflag.UnquoteUsage(flag)
		if kind != "" {
			name += " " + kind
		}
		p.table([][2]string{{name, about}})
	})
}

func (p *page) commands(parent *cobra.Command) {
	for _, command := range parent.Commands() {
		switch {
		case !command.IsAvailableCommand():
		case command.HasSubCommands():
			p.commands(command)
		default:
			p.line(".SS " + escaped(command.UseLine()))
			about := command.Long
			if about == "" {
				about = command.Short + "."
			}
			p.text(about)
			p.flags(command.LocalNonPersistentFlags())
		}
	}
}

// escaped is text that roff leaves as it is.
func escaped(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + text
	}
	return text
}
