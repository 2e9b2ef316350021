package theme

import (
	"fmt"
	"image/color"
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/lucasb-eyer/go-colorful"
)

// everyLook is each built-in scheme on each background, with all colours.
func everyLook(t *testing.T) map[string]*Theme {
	t.Helper()
	looks := make(map[string]*Theme)
	for _, name := range SchemeNames() {
		scheme, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, isDark := range []bool{true, false} {
			look := scheme.Build(isDark, DepthFull)
			looks[fmt.Sprintf("%s with dark=%v", name, look.Dark)] = look
		}
	}
	return looks
}

func inksOf(tokens Tokens) map[string]color.Color {
	inks := map[string]color.Color{
		"muted": tokens.Muted, "accent": tokens.Accent,
		"good": tokens.Good, "warn": tokens.Warn, "bad": tokens.Bad, "info": tokens.Info,
	}
	if tokens.Text != nil {
		inks["text"] = tokens.Text
	}
	return inks
}

func TestEveryTextHasContrastInEveryScheme(t *testing.T) {
	t.Parallel()
	const enough = 4.5
	for name, look := range everyLook(t) {
		papers := backgrounds(look.Dark)
		papers["flash"] = look.Tokens.Flash
		for inkName, ink := range inksOf(look.Tokens) {
			for paperName, paper := range papers {
				if got := contrast(ink, paper); got < enough {
					t.Errorf("%s: %s on %s has contrast %.2f, want at least %.1f", name, inkName, paperName, got, enough)
				}
			}
		}
		for badgeName, badge := range map[string]Badge{"sandbox": look.Tokens.Sandbox, "test": look.Tokens.Test, "live": look.Tokens.Live} {
			if got := contrast(badge.Ink, badge.Paper); got < enough {
				t.Errorf("%s: badge %s has contrast %.2f, want at least %.1f", name, badgeName, got, enough)
			}
		}
	}
}

func TestTheContrastSchemeReachesTheStrictestLevel(t *testing.T) {
	t.Parallel()
	const strictest = 7
	scheme, err := Named("contrast")
	if err != nil {
		t.Fatal(err)
	}
	for _, isDark := range []bool{true, false} {
		look := scheme.Build(isDark, DepthFull)
		papers := map[string]color.Color{"white": hex(0xffffff), "github": hex(0xf6f8fa)}
		if isDark {
			papers = map[string]color.Color{"black": hex(0x000000), "vscode": hex(0x1e1e1e), "github": hex(0x0d1117)}
		}
		for inkName, ink := range inksOf(look.Tokens) {
			for paperName, paper := range papers {
				if got := contrast(ink, paper); got < strictest {
					t.Errorf("dark=%v: %s on %s has contrast %.2f", isDark, inkName, paperName, got)
				}
			}
		}
	}
}

// Machado, Oliveira and Fernandes (2009), for a complete loss, on linear RGB.
var eyes = map[string][3][3]float64{
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func seenBy(eye [3][3]float64, c color.Color) colorful.Color {
	made, _ := colorful.MakeColor(c)
	r, g, b := made.LinearRgb()
	channel := func(row [3]float64) float64 { return math.Min(1, math.Max(0, row[0]*r+row[1]*g+row[2]*b)) }
	return colorful.LinearRgb(channel(eye[0]), channel(eye[1]), channel(eye[2]))
}

func TestStatesStayApartForColourBlindEyes(t *testing.T) {
	t.Parallel()
	// A distance of 0.10 (ten, as CIEDE2000 is usually counted) is plain to see
	// side by side, and these are rows apart.
	const plain = 0.10
	for name, eye := range eyes {
		for _, isDark := range []bool{true, false} {
			scheme, err := Named(name)
			if err != nil {
				t.Fatal(err)
			}
			tokens := scheme.Build(isDark, DepthFull).Tokens
			states := map[string]color.Color{"good": tokens.Good, "warn": tokens.Warn, "bad": tokens.Bad, "info": tokens.Info}
			for first, a := range states {
				for second, b := range states {
					if got := seenBy(eye, a).DistanceCIEDE2000(seenBy(eye, b)); first < second && got < plain {
						t.Errorf("%s, dark=%v: %s and %s are %.3f apart", name, isDark, first, second, got)
					}
				}
			}
		}
	}
	ordinary := Schemes()[0].Build(false, DepthFull).Tokens
	if got := seenBy(eyes["deuteranopia"], ordinary.Warn).DistanceCIEDE2000(seenBy(eyes["deuteranopia"], ordinary.Bad)); got > 3*plain {
		t.Errorf("the test can't tell colours that look alike: %.3f", got)
	}
}

func TestANameInsistsOnABackground(t *testing.T) {
	t.Parallel()
	for name, wantDark := range map[string]bool{"dark": true, "light": false, "contrast-light": false, "tritanopia-dark": true} {
		scheme, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, background := range []bool{true, false} {
			if got := scheme.Build(background, DepthFull).Dark; got != wantDark {
				t.Errorf("%s on a background with dark=%v became dark=%v", name, background, got)
			}
		}
	}
	if _, err := Named("solarised"); err == nil || !strings.Contains(err.Error(), "contrast-dark") {
		t.Errorf("an unknown name says %v", err)
	}
}

func TestAFileChangesWhatItNamesAndNothingElse(t *testing.T) {
	t.Parallel()
	scheme, err := Parse([]byte("name = \"mine\"\nextends = \"contrast\"\n" +
		"[tokens]\naccent = \"#ff8800\"\nmuted = \"244\"\ntext = \"terminal\"\n[light]\naccent = \"17\"\n[tokens.live]\npaper = \"#300000\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	got, before := scheme.Build(true, DepthFull).Tokens, contrastDark()
	if got.Accent != exact(0xff, 0x88, 0) || got.Text != nil || got.Good != before.Good || got.Live.Ink != before.Live.Ink || got.Live.Paper != exact(0x30, 0, 0) {
		t.Errorf("got %+v", got)
	}
	if light := scheme.Build(false, DepthFull).Tokens; light.Accent == got.Accent {
		t.Error("what is for light backgrounds isn't used there")
	}
}

func TestAFileThatCantBeReadSaysWhere(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		"[tokens]\nacent = \"12\"\n":        "line 2, column 1: a theme has no \"tokens.acent\"",
		"[tokens]\naccent = \"mauve\"\n":    "is no colour",
		"[tokens]\naccent = \"#12345\"\n":   "is no colour",
		"extends = \"solarised\"\n":         "extends: there is no theme",
		"[tokens\n":                         "line 1",
		"[tokens]\naccent = \"256\"\n":      "is no colour",
		"name = 3\n":                        "line 1",
		"[tokens.live]\npapr = \"#000000\"": "line 2",
	} {
		if _, err := Parse([]byte(document)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", document, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for document := range maps.Keys(map[string]bool{"": true, "[tokens]\naccent = \"#ffffff\"\n": true, "extends = \"contrast\"": true}) {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		if scheme, err := Parse(document); err == nil && scheme.Name == "" {
			t.Error("a scheme without a name")
		}
	})
}
