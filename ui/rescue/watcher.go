package rescue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"coffer/state"
	"coffer/state/credential"
	"coffer/ui/terminal"
)

const (
	// maxCrash bounds what is kept of a crash's text.
	maxCrash = 1 << 20
	// maxFrames is how many places of our own code a report names.
	maxFrames = 4
)

// Stand is the whole life of a watcher: it waits for the program's end, and
// cleans up unless the program said farewell.
func Stand() {
	// Whatever ends the program must not end its watcher first.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	var before term.State
	if json.Unmarshal([]byte(os.Getenv(marker)), &before) != nil {
		return
	}
	heard, _ := io.ReadAll(io.LimitReader(os.Stdin, maxCrash))
	_, _ = io.Copy(io.Discard, os.Stdin)
	if bytes.HasSuffix(heard, []byte(farewell)) {
		return
	}
	_, _ = io.WriteString(os.Stdout, restoring(os.Getenv))
	_ = term.Restore(os.Stdout.Fd(), &before)
	fmt.Fprint(os.Stdout, report(string(heard)))
}

// restoring undoes every mode that the screens may have set: mouse, focus,
// paste, keyboard, alternate screen, widths, cursor, colours, title and, where
// the terminal has one, the progress bar.
func restoring(getenv func(string) string) string {
	modes := []string{
		ansi.ResetModeMouseButtonEvent, ansi.ResetModeMouseAnyEvent, ansi.ResetModeMouseExtSgr,
		ansi.ResetModeFocusEvent, ansi.ResetModeBracketedPaste, ansi.ResetModeSynchronizedOutput,
		// The keyboard's modes belong to the alternate screen.
		ansi.PopKittyKeyboard(1), ansi.ResetModifyOtherKeys,
		ansi.ResetModeAltScreenSaveCursor, ansi.ResetModeUnicodeCore, ansi.SetModeTextCursorEnable, ansi.ResetStyle,
		ansi.SetWindowTitle(""), giveTitleBack,
	}
	if terminal.ShowsProgress(getenv) {
		modes = append(modes, ansi.ResetProgressBar)
	}
	return strings.Join(modes, "")
}

// place is a line of a trace that names our code and where.
var place = regexp.MustCompile(`(?m)^(coffer/[\w./*()-]+|main\.[\w./*()-]+)\(.*\n\t\S*/([\w.-]+\.go:\d+)`)

// report is what a person needs to know of a crash: what happened, what it
// means for the money, what to do, and where it was for whoever mends it.
func report(crash string) string {
	var told strings.Builder
	told.WriteString("coffer stopped unexpectedly")
	if line := firstLine(crash); line != "" {
		told.WriteString(": " + line)
	}
	told.WriteString(".\nWhat the screen had called done is on disk. What was under way is in the journal and is taken up, " +
		"with its own key, at the next start.\nStart coffer again and look at 4 Activity.\n")
	for i, frame := range place.FindAllStringSubmatch(crash, -1) {
		if i == maxFrames {
			break
		}
		fmt.Fprintf(&told, "  at %s %s\n", state.SafeText(frame[1]), frame[2])
	}
	return told.String()
}

func firstLine(crash string) string {
	line, _, _ := strings.Cut(crash, "\n")
	return strings.TrimRight(state.SafeText(credential.Redact(line)), ".")
}
