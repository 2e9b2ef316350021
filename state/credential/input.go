package credential

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/charmbracelet/x/term"

	"coffer/state"
)

// input reads secrets line by line.
type input struct {
	lines    *bufio.Reader
	terminal term.File
	out      io.Writer
}

// openInput refuses what is no terminal, unless the caller was told that a
// pipe is meant.
func openInput(request LoginRequest) (*input, error) {
	made := &input{lines: bufio.NewReaderSize(request.In, maxSecretBytes), out: request.Out}
	if file, is := request.In.(term.File); is && term.IsTerminal(file.Fd()) {
		made.terminal = file
		return made, nil
	}
	if request.FromPipe {
		return made, nil
	}
	return nil, &state.Problem{
		Happened: "There is no terminal to read a secret from without showing it.",
		Meaning:  "Nothing was stored.",
		Advice:   "Run it in a terminal, or pipe the secret in with --stdin.",
		Cause:    fmt.Errorf("%w: %w", ErrCredential, ErrNoTerminal),
	}
}

// ErrNoTerminal means that a secret can't be asked for.
var ErrNoTerminal = errors.New("no terminal")

// line reads one secret.
func (i *input) line(ctx context.Context, prompt string) (string, error) {
	if i.terminal == nil {
		return within(ctx, i.piped)
	}
	_, _ = io.WriteString(i.out, prompt)
	// Raw before the first byte is waited for, so that nothing is ever echoed,
	// and given back here, whatever becomes of the reader.
	before, err := term.MakeRaw(i.terminal.Fd())
	if err != nil {
		return "", err
	}
	defer func() {
		_ = term.Restore(i.terminal.Fd(), before)
		_, _ = io.WriteString(i.out, "\n")
	}()
	return within(ctx, i.typed)
}

var errEmpty = errors.New("nothing was entered")

func (i *input) piped() (string, error) {
	line, err := i.lines.ReadSlice('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", errors.New("the line is too long, or can't be read")
	}
	if text := trimmed(string(line)); text != "" {
		return text, nil
	}
	return "", errEmpty
}

// The keys that mean something while a secret is typed.
const (
	ctrlC     = 3
	ctrlD     = 4
	backspace = 8
	ctrlU     = 21
	escape    = 27
	del       = 127
)

// typed reads keys of a raw terminal up to enter. ctrl+c is context.Canceled.
func (i *input) typed() (string, error) {
	var text bytes.Buffer
	for text.Len() < maxSecretBytes {
		key, err := i.lines.ReadByte()
		if err != nil {
			return "", errEmpty
		}
		switch key {
		case '\r', '\n':
			if text.Len() == 0 {
				return "", errEmpty
			}
			return trimmed(text.String()), nil
		case ctrlC:
			return "", context.Canceled
		case ctrlD:
			return "", errEmpty
		case backspace, del:
			text.Truncate(max(0, text.Len()-1))
		case ctrlU:
			text.Reset()
		case escape:
			i.skipSequence()
		default:
			text.WriteByte(key)
		}
	}
	return "", errors.New("it is too long")
}

// skipSequence passes over what a key like an arrow sends, and over the marks
// that some terminals put around what is pasted.
func (i *input) skipSequence() {
	key, err := i.lines.ReadByte()
	if err != nil || key != '[' && key != 'O' {
		return
	}
	for {
		if key, err = i.lines.ReadByte(); err != nil || key >= '@' && key <= '~' {
			return
		}
	}
}
