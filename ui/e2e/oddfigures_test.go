package e2e

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"coffer/api/banktest"
)

// origin is where a figure comes from that a face may show: an answer of the
// bank, what the person asked for, or a named function of such figures.
type origin struct {
	name  string
	value decimal.Decimal
	// isPercent tells shares from amounts.
	isPercent bool
}

// origins collects what may be shown.
type origins []origin

// figure is a number as a face shows it.
type figure struct {
	text      string
	value     decimal.Decimal
	places    int32
	isPercent bool
}

var (
	// shownAmount is an amount of money or of a token; a time, an id or an address
	// has no such form.
	shownAmount  = regexp.MustCompile(`(?:^|[^\w.:/-])[-−+]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?:[^\w.:%/-]|$)`)
	shownPercent = regexp.MustCompile(`(?:^|[^\w.%])[-−+]?(\d+(?:\.\d+)?) *%(?:[^\w]|$)`)
)

// typedShare is a share that has to be typed, which is without its sign there;
// sentenceEnd is a full stop that no digit follows.
var (
	typedShare  = regexp.MustCompile(`(\d\.\d+)( has to| to go on|”)`)
	sentenceEnd = regexp.MustCompile(`\.([^\d]|$)`)
)

// readFigures reads the amounts and shares off a face.
func readFigures(face string) []figure {
	var found []figure
	// Where a line breaks is the layout's affair.
	text := sentenceEnd.ReplaceAllString(typedShare.ReplaceAllString(flat(face), "$1 %$2"), "$1")
	// An overlapping match would be missed: what parts two figures is parted in two.
	text = strings.ReplaceAll(text, " ", "  ")
	for _, match := range shownPercent.FindAllStringSubmatch(text, -1) {
		found = append(found, figureOf(match[1], true))
	}
	text = shownPercent.ReplaceAllString(text, " ")
	text = strings.NewReplacer(" ", "  ", "$", "  ", "€", "  ", "£", "  ", `"`, "  ", ";", "  ").Replace(text)
	for _, match := range shownAmount.FindAllStringSubmatch(text, -1) {
		found = append(found, figureOf(match[1], false))
	}
	return found
}

// partFields puts room around the commas that part fields, which are those that
// no text between quotes holds.
func partFields(face string) string {
	parts := strings.Split(face, `"`)
	for i := 0; i < len(parts); i += 2 {
		parts[i] = strings.ReplaceAll(parts[i], ",", " , ")
	}
	return strings.Join(parts, `"`)
}

func figureOf(text string, isPercent bool) figure {
	value, err := decimal.NewFromString(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		panic(err)
	}
	_, decimals, _ := strings.Cut(text, ".")
	return figure{text: text, value: value, places: int32(len(decimals)), isPercent: isPercent}
}

// explains reports whether a figure is one of the origins, rounded or cut to
// the places that are shown. A figure without a sign may be a share where the
// face names the field instead of drawing the sign.
func (o origins) explains(shown figure, namesFields bool) bool {
	for _, from := range o {
		value := from.value.Abs()
		if (from.isPercent == shown.isPercent || namesFields) && (value.Round(shown.places).Equal(shown.value) || value.Truncate(shown.places).Equal(shown.value) || value.RoundUp(shown.places).Equal(shown.value)) {
			return true
		}
	}
	return false
}

func (o *origins) add(name string, value decimal.Decimal) {
	*o = append(*o, origin{name: name, value: value})
}

func (o *origins) addPercent(name string, value decimal.Decimal) {
	*o = append(*o, origin{name: name, value: value, isPercent: true})
}

// addAnswers adds every number of the bank's answers: what is in minor units as
// each kind of currency writes it, what is in hundredths of a percent as a share.
func (o *origins) addAnswers(told []banktest.Told) {
	for _, answer := range told {
		decoder := json.NewDecoder(strings.NewReader(answer.Body))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) == nil {
			o.addJSON("", value)
		}
	}
}

func (o *origins) addJSON(name string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for field, inside := range value {
			o.addJSON(field, inside)
		}
	case []any:
		for _, inside := range value {
			o.addJSON(name, inside)
		}
	case json.Number:
		o.addText(name, value.String())
	case string:
		o.addText(name, value)
	}
}

func (o *origins) addText(name, text string) {
	value, err := decimal.NewFromString(text)
	if err != nil || len(text) > 60 || value.Exponent() > 40 || value.Exponent() < -40 {
		return
	}
	switch {
	case strings.HasSuffix(name, "_cents"):
		for _, places := range []int32{0, 2, 3} {
			o.add(name, value.Shift(-places))
		}
	case strings.HasSuffix(name, "_bps"):
		o.addPercent(name, value.Shift(-2))
	default:
		o.add(name, value)
	}
}

// toldCents is what the last answer that has the field says, if any does.
func toldCents(told []banktest.Told, path, field string) (decimal.Decimal, bool) {
	for i := len(told) - 1; i >= 0; i-- {
		if told[i].Path != path {
			continue
		}
		var object map[string]json.RawMessage
		if json.Unmarshal([]byte(told[i].Body), &object) != nil {
			continue
		}
		raw, has := object[field]
		if !has {
			return decimal.Zero, false
		}
		value, err := decimal.NewFromString(strings.Trim(string(raw), `"`))
		return value, err == nil
	}
	return decimal.Zero, false
}
