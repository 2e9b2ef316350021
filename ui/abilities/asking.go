package abilities

import (
	"context"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"coffer/state/diagnosis"
)

// The modes that are asked for.
const (
	modeMouse        = 1006
	modeFocus        = 1004
	modeSynchronized = 2026
	// attributeClipboard is how a terminal says that it has OSC 52.
	attributeClipboard = 52
)

// answers is what the terminal said.
type answers struct {
	// heard is set when it said anything.
	heard bool
	// modes has the state of each mode that it told: 0 for one it doesn't know.
	modes map[int]int
	// attributes are its primary device attributes.
	attributes []int
}

// mode says whether the terminal has a mode.
func (a answers) mode(name string, number int, without string) diagnosis.Finding {
	found := diagnosis.Finding{Name: name, Verdict: diagnosis.OK, Detail: "yes, as the terminal says"}
	switch state, told := a.modes[number]; {
	case !told:
		found.Verdict, found.Detail, found.Advice = diagnosis.Warn, "can't tell: the terminal doesn't say", without
	case state == 0 || state == 4:
		found.Verdict, found.Detail, found.Advice = diagnosis.Warn, "no, as the terminal says", without
	}
	return found
}

// ask puts all questions at once. The last one is known to nearly every
// terminal, so its answer is the end of the others'.
func ask(ctx context.Context, in, out *os.File, patience time.Duration) answers {
	before, err := term.MakeRaw(in.Fd())
	if err != nil {
		return answers{}
	}
	defer func() { _ = term.Restore(in.Fd(), before) }()
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return answers{}
	}
	defer reader.Close()
	if _, err := io.WriteString(out, ansi.RequestModeMouseExtSgr+ansi.RequestModeFocusEvent+
		ansi.RequestModeSynchronizedOutput+ansi.RequestPrimaryDeviceAttributes); err != nil {
		return answers{}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { reader.Cancel() })
	defer stop()
	var heard strings.Builder
	buffer := make([]byte, 256)
	for !attributesTold.MatchString(heard.String()) && heard.Len() < 4_096 {
		n, err := reader.Read(buffer)
		heard.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	return understand(heard.String())
}

var (
	modeTold       = regexp.MustCompile(`\x1b\[\?(\d+);(\d)\$y`)
	attributesTold = regexp.MustCompile(`\x1b\[\?([\d;]+)c`)
)

func understand(heard string) answers {
	told := answers{modes: make(map[int]int)}
	for _, answer := range modeTold.FindAllStringSubmatch(heard, -1) {
		mode, _ := strconv.Atoi(answer[1])
		told.modes[mode], _ = strconv.Atoi(answer[2])
		told.heard = true
	}
	if answer := attributesTold.FindStringSubmatch(heard); answer != nil {
		told.heard = true
		for part := range strings.SplitSeq(answer[1], ";") {
			attribute, _ := strconv.Atoi(part)
			told.attributes = append(told.attributes, attribute)
		}
	}
	return told
}
