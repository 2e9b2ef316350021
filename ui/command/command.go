package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Standard are the streams of this process.
func Standard() Streams { return Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr} }

// Main runs the command that args name, root itself or one below it, and
// returns the status to exit with.
func Main(root *cobra.Command, args []string, streams Streams) int {
	ctx := untilInterrupted()
	out := &output{to: streams.Out}
	complete(root, streams)
	root.SetArgs(args)
	root.SetIn(streams.In)
	root.SetOut(out)
	root.SetErr(streams.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = out.failed()
	}
	var chosen *ending
	if err != nil && ctx.Err() != nil && !errors.As(err, &chosen) {
		return ExitInterrupted
	}
	if err != nil && err.Error() != "" {
		fmt.Fprintln(streams.Err, printable("coffer: "+err.Error()))
	}
	return statusOf(err)
}

// untilInterrupted ends on an interrupt; a second one ends the process at once.
// A reader that leaves is a failed write here, and no signal.
func untilInterrupted() context.Context {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop)
	return ctx
}

// complete gives the tree the commands that are about itself, and every
// command what all have in common.
func complete(root *cobra.Command, streams Streams) {
	root.SilenceErrors, root.SilenceUsage = true, true
	root.Version = Version()
	root.SetVersionTemplate("coffer {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.SetHelpFunc(styledHelp(streams.Out))
	root.SetHelpCommand(newHelp())
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(newSpend(), newSwap(), newStatus(), newWatch(), newDoctor(), newLogin(), newLogout(), newExport(), newConfig(), newCompletion(), newMan())
	completeValues(root)
	understand(root)
}
