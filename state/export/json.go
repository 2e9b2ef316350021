package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// lines writes one JSON object a line.
type lines struct{ encoder *json.Encoder }

func newLines(out io.Writer) *lines {
	made := &lines{encoder: json.NewEncoder(out)}
	made.encoder.SetEscapeHTML(false)
	return made
}

func (l *lines) receipt(receipt Receipt) (bool, error) { return true, l.encoder.Encode(receipt) }
func (l *lines) spend(spend Spend) (bool, error)       { return true, l.encoder.Encode(spend) }
func (l *lines) end() error                            { return nil }

// array writes one JSON array, an object a line.
type array struct {
	out   *bufio.Writer
	begun bool
}

func newArray(out *bufio.Writer) *array { return &array{out: out} }

func (a *array) receipt(receipt Receipt) (bool, error) { return true, a.put(receipt) }
func (a *array) spend(spend Spend) (bool, error)       { return true, a.put(spend) }

func (a *array) put(record any) error {
	var line bytes.Buffer
	if err := newLines(&line).encoder.Encode(record); err != nil {
		return err
	}
	a.out.WriteString(a.separator())
	_, err := a.out.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n")))
	return err
}

func (a *array) separator() string {
	if a.begun {
		return ",\n"
	}
	a.begun = true
	return "[\n"
}

func (a *array) end() error {
	if !a.begun {
		a.out.WriteByte('[')
	}
	_, err := a.out.WriteString("\n]\n")
	return err
}
