package theme

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
	"github.com/pelletier/go-toml/v2"
)

// file is a scheme as a person writes it.
type file struct {
	Name string `toml:"name"`
	// Extends names the built-in scheme that the tokens change.
	Extends string `toml:"extends"`
	// Tokens hold for both backgrounds; Dark and Light for one, and win there.
	Tokens fileTokens `toml:"tokens"`
	Dark   fileTokens `toml:"dark"`
	Light  fileTokens `toml:"light"`
}

type fileTokens struct {
	Text    *ink  `toml:"text"`
	Muted   *ink  `toml:"muted"`
	Border  *ink  `toml:"border"`
	Accent  *ink  `toml:"accent"`
	Good    *ink  `toml:"good"`
	Warn    *ink  `toml:"warn"`
	Bad     *ink  `toml:"bad"`
	Info    *ink  `toml:"info"`
	Flash   *ink  `toml:"flash"`
	Sandbox *pair `toml:"sandbox"`
	Test    *pair `toml:"test"`
	Live    *pair `toml:"live"`
}

type pair struct {
	Ink   *ink `toml:"ink"`
	Paper *ink `toml:"paper"`
}

// ink is a colour in a file: "#rrggbb", the number of one of the 256, or
// "terminal" for the terminal's own.
type ink struct{ color.Color }

// UnmarshalText reads a colour.
func (i *ink) UnmarshalText(text []byte) error {
	written := string(text)
	if written == "terminal" {
		return nil
	}
	if number, err := strconv.ParseUint(written, 10, 8); err == nil {
		i.Color = ansi.IndexedColor(number)
		return nil
	}
	exactly, err := colorful.Hex(written)
	if err != nil || len(written) != len("#rrggbb") {
		return fmt.Errorf("%q is no colour: write \"#rrggbb\", a number from \"0\" to \"255\", or \"terminal\"", written)
	}
	r, g, b := exactly.RGB255()
	i.Color = exact(r, g, b)
	return nil
}

// Parse reads a scheme from TOML: `extends` names a built-in scheme, and
// [tokens], [dark] and [light] change its colours. Errors name the line.
func Parse(document []byte) (Scheme, error) {
	var written file
	decoder := toml.NewDecoder(bytes.NewReader(document)).DisallowUnknownFields()
	if err := decoder.Decode(&written); err != nil {
		return Scheme{}, placed(err)
	}
	scheme, err := Named(written.Extends)
	if err != nil {
		return Scheme{}, fmt.Errorf("extends: %w", err)
	}
	scheme.Name = cmp.Or(written.Name, "custom")
	scheme.About = "from a file"
	for _, tokens := range []*Tokens{&scheme.dark, &scheme.dark16} {
		written.Tokens.change(tokens)
		written.Dark.change(tokens)
	}
	for _, tokens := range []*Tokens{&scheme.light, &scheme.light16} {
		written.Tokens.change(tokens)
		written.Light.change(tokens)
	}
	return scheme, nil
}

func (f fileTokens) change(tokens *Tokens) {
	for token, changed := range map[*color.Color]*ink{
		&tokens.Text: f.Text, &tokens.Muted: f.Muted, &tokens.Border: f.Border, &tokens.Accent: f.Accent,
		&tokens.Good: f.Good, &tokens.Warn: f.Warn, &tokens.Bad: f.Bad, &tokens.Info: f.Info, &tokens.Flash: f.Flash,
	} {
		if changed != nil {
			*token = changed.Color
		}
	}
	for badge, changed := range map[*Badge]*pair{&tokens.Sandbox: f.Sandbox, &tokens.Test: f.Test, &tokens.Live: f.Live} {
		if changed != nil && changed.Ink != nil {
			badge.Ink = changed.Ink.Color
		}
		if changed != nil && changed.Paper != nil {
			badge.Paper = changed.Paper.Color
		}
	}
}

// placed says where in the file an error is.
func placed(err error) error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) && len(unknown.Errors) > 0 {
		first := unknown.Errors[0]
		line, column := first.Position()
		return fmt.Errorf("line %d, column %d: a theme has no %q", line, column, strings.Join(first.Key(), "."))
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		line, column := wrong.Position()
		return fmt.Errorf("line %d, column %d: %w", line, column, err)
	}
	return err
}
