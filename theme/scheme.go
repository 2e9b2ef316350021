package theme

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Scheme is one look, for both kinds of background and for terminals of few
// colours. The zero Scheme is the default one.
type Scheme struct {
	// Name is what the configuration calls it.
	Name string
	// About says in a few words whom it is for.
	About string

	dark, light     Tokens
	dark16, light16 Tokens
	// fixed is set where the scheme is for one kind of background alone.
	fixed ground
}

// ground is the kind of background that a scheme insists on.
type ground int

const (
	followed ground = iota
	onDark
	onLight
)

// DefaultScheme is the name of the scheme that nobody has to choose.
const DefaultScheme = "default"

// Schemes are the built-in ones. Each follows the terminal's background; its
// name with -dark or -light insists on one.
func Schemes() []Scheme {
	return []Scheme{
		{Name: DefaultScheme, About: "quiet colours", dark: dark(), light: light(), dark16: dark16(), light16: light16()},
		{Name: "contrast", About: "the highest contrast", dark: contrastDark(), light: contrastLight(), dark16: contrastDark16(), light16: contrastLight16()},
		{Name: "deuteranopia", About: "states without red against green", dark: deuteranopiaDark(), light: deuteranopiaLight(), dark16: blueYellow16(), light16: blueYellowLight16()},
		{Name: "tritanopia", About: "states without blue against yellow", dark: tritanopiaDark(), light: tritanopiaLight(), dark16: tealRed16(), light16: tealRedLight16()},
	}
}

// SchemeNames is every name that Named takes, the built-in schemes first and
// then what insists on a background.
func SchemeNames() []string {
	var names, insisting []string
	for _, scheme := range Schemes() {
		names = append(names, scheme.Name)
		insisting = append(insisting, scheme.Name+"-dark", scheme.Name+"-light")
	}
	return append(names, insisting...)
}

// Named finds a built-in scheme; "" is the default one, and "dark" and "light"
// are the default one for that background.
func Named(name string) (Scheme, error) {
	switch name {
	case "dark", "light":
		name = DefaultScheme + "-" + name
	}
	base, fixed := cmp.Or(name, DefaultScheme), followed
	if before, found := strings.CutSuffix(base, "-dark"); found {
		base, fixed = before, onDark
	} else if before, found := strings.CutSuffix(base, "-light"); found {
		base, fixed = before, onLight
	}
	schemes := Schemes()
	i := slices.IndexFunc(schemes, func(s Scheme) bool { return s.Name == base })
	if i < 0 {
		return Scheme{}, fmt.Errorf("there is no theme %q; there are %s", name, strings.Join(SchemeNames(), ", "))
	}
	schemes[i].fixed = fixed
	schemes[i].Name = cmp.Or(name, DefaultScheme)
	return schemes[i], nil
}

// Build makes the scheme's theme for a terminal.
func (s Scheme) Build(darkBackground bool, depth Depth) *Theme {
	if s.Name == "" {
		s = Schemes()[0]
	}
	if s.fixed != followed {
		darkBackground = s.fixed == onDark
	}
	switch {
	case depth == DepthNone:
		return Plain()
	case depth == DepthSixteen && darkBackground:
		return build(s.dark16, true, depth)
	case depth == DepthSixteen:
		return build(s.light16, false, depth)
	case darkBackground:
		return build(s.dark, true, depth)
	default:
		return build(s.light, false, depth)
	}
}
