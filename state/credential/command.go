package credential

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// commandGrace is how long what a command has started may hold its output open
// after it is gone.
const commandGrace = time.Second

// runCommand is the first line of what a command prints. It reads no input, so
// that it takes nothing of what is meant for this program; one that asks for a
// password opens the terminal by itself.
func runCommand(ctx context.Context, source Source, environ []string) (string, error) {
	command := shell(ctx, source.place)
	if len(source.argv) > 0 {
		command = exec.CommandContext(ctx, source.argv[0], source.argv[1:]...)
	}
	var printed, complained firstBytes
	command.Stdout, command.Stderr = &printed, &complained
	// Nil would be the environment of this process, whatever is in it.
	command.Env = append([]string{}, environ...)
	command.WaitDelay = commandGrace
	err := command.Run()
	secret := firstLine(printed.Bytes())
	switch {
	case ctx.Err() != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fmt.Errorf("%w: it took too long%s", ErrCommandFailed, said(&complained, secret))
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return "", fmt.Errorf("%w: %s%s", ErrCommandFailed, failureOf(err), said(&complained, secret))
	case secret == "":
		return "", fmt.Errorf("%w: it printed nothing%s", ErrCommandFailed, said(&complained, secret))
	}
	return secret, nil
}

func failureOf(err error) string {
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return outside(exit.String())
	case errors.Is(err, exec.ErrNotFound):
		return "there is no such program on the PATH"
	}
	return outside(err.Error())
}

// said is what the command complained of, without anything that it printed as
// the secret.
func said(complained *firstBytes, secret string) string {
	text := complained.String()
	// A secret has no spaces: what has some is a sentence, often the same one.
	if secret != "" && !strings.ContainsAny(secret, " \t") {
		text = withoutWord(text, secret)
	}
	if text = outside(text); text == "" {
		return ""
	}
	return "; it said: " + text
}

// withoutWord takes a secret out of a text. One that is too short to be told
// from a part of a word is taken out where it stands alone.
func withoutWord(text, secret string) string {
	const shortest = 8
	var clean strings.Builder
	for {
		at := strings.Index(text, secret)
		if at < 0 {
			clean.WriteString(text)
			return clean.String()
		}
		end := at + len(secret)
		alone := (at == 0 || !isWordByte(text[at-1])) && (end == len(text) || !isWordByte(text[end]))
		clean.WriteString(text[:at])
		if len(secret) >= shortest || alone {
			clean.WriteString("…redacted")
		} else {
			clean.WriteString(secret)
		}
		text = text[end:]
	}
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// firstBytes keeps the beginning of what is written to it, and lets the writer
// go on.
type firstBytes struct{ bytes.Buffer }

func (b *firstBytes) Write(part []byte) (int, error) {
	room := max(0, maxSecretBytes-b.Len())
	_, _ = b.Buffer.Write(part[:min(room, len(part))])
	return len(part), nil
}
