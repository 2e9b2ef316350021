package state

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestATypedTextIsSentWithoutWhatNobodySees(t *testing.T) {
	t.Parallel()
	const hidden, turned, control = "invisible characters", "characters that turn the direction of text", "control characters"
	for name, c := range map[string]struct{ raw, want, leftOut string }{
		"plain":                     {"GPU runtime", "GPU runtime", ""},
		"edges":                     {"  AWS\n", "AWS", ""},
		"lines":                     {"two\r\nlines", "two  lines", ""},
		"escape":                    {"AWS\x1b[31m", "AWS[31m", control},
		"8-bit control":             {"A\u009bWS", "AWS", control},
		"bidi override":             {"pay \u202eelgoog\u202c", "pay elgoog", turned},
		"direction marks":           {"A\u200eW\u200fS\u061c", "AWS", turned},
		"isolates":                  {"\u2066AWS\u2069", "AWS", turned},
		"zero-width space":          {"A\u200bWS\ufeff", "AWS", hidden},
		"soft hyphen":               {"A\u00adWS", "AWS", hidden},
		"word joiner":               {"A\u2060WS", "AWS", hidden},
		"tags":                      {"AWS\U000E0041", "AWS", hidden},
		"fillers":                   {"\u3164AWS\u2800", "AWS", hidden},
		"a joiner between Latin":    {"A\u200dW\u200cS", "AWS", hidden},
		"a selector after a letter": {"A\ufe0fWS\ufe01", "AWS", hidden},
		"bad bytes":                 {"A\xffWS", "AWS", "characters that can't be read"},
		"several":                   {"\x1bA\u200bWS", "AWS", control + " and " + hidden},
		"only invisible":            {"\u200b\u200b", "", hidden},

		"family":               {"👩\u200d👩\u200d👧\u200d👦 Shop", "👩\u200d👩\u200d👧\u200d👦 Shop", ""},
		"skin and profession":  {"👩🏽\u200d💻", "👩🏽\u200d💻", ""},
		"heart on fire":        {"❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥", ""},
		"keycap":               {"1\ufe0f\u20e3", "1\ufe0f\u20e3", ""},
		"flag":                 {"🇩🇪", "🇩🇪", ""},
		"Persian":              {"می\u200cخواهم", "می\u200cخواهم", ""},
		"Persian abbreviation": {"ه\u200d.ق", "ه\u200d.ق", ""},
		"Arabic behind a mark": {"مَ\u200cم", "مَ\u200cم", ""},
		"Devanagari":           {"क्\u200dष क्\u200cष", "क्\u200dष क्\u200cष", ""},
		"Bengali":              {"র\u200d্য", "র\u200d্য", ""},
		"Malayalam chillu":     {"ന്\u200d", "ന്\u200d", ""},
		"Han variation":        {"葛\U000E0100城", "葛\U000E0100城", ""},
		"Café":                 {"Cafe\u0301", "Cafe\u0301", ""},

		"two joiners":          {"👩\u200d\u200d👧", "👩\u200d👧", hidden},
		"a joiner at an end":   {"👩\u200d", "👩", hidden},
		"non-joiner at an end": {"می\u200c", "می", hidden},
		"non-joiner in emoji":  {"👩\u200c👧", "👩👧", hidden},
		"a joiner alone":       {"\u200d", "", hidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, leftOut, problem := ReadText("reason", c.raw)
			if text != c.want || leftOut != c.leftOut || problem != nil {
				t.Errorf("%q is read as %q without %q, %v; want %q without %q", c.raw, text, leftOut, problem, c.want, c.leftOut)
			}
		})
	}
}

func TestATypedTextReadTwiceIsTheSame(t *testing.T) {
	t.Parallel()
	parts := []string{
		"a", " ", "\x1b", "\u200d", "\u200c", "\ufe0f", "\u200b", "\u202e", "👩", "❤", "🏽", "ی", "\u064e", "क", "\u094d", "\u0301", "1", "\u20e3", "葛", "\U000E0100", "\u180e", "\xff",
	}
	rapid.Check(t, func(t *rapid.T) {
		raw := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12).Draw(t, "parts"), "")
		text, _, problem := ReadText("reason", raw)
		again, leftOut, _ := ReadText("reason", text)
		if problem != nil || again != text || leftOut != "" {
			t.Fatalf("%q is read as %q, and then as %q without %q", raw, text, again, leftOut)
		}
		for _, r := range text {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u200b' {
				t.Fatalf("%q keeps %U", raw, r)
			}
		}
	})
}

func TestAKeyInATypedTextIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	const key = "din_test_5c9ab3d17f20e4a8"
	for _, raw := range []string{key, "pay " + key + " now", "whsec_5c9ab3d17f20e4a8", "din_te\u200bst_5c9ab3d17f20e4a8", "dba_5c9ab3d17f20e4a8"} {
		text, _, problem := ReadText("merchant", raw)
		if problem == nil || text != "" || strings.Contains(problem.Error(), "5c9a") || !strings.Contains(problem.Error(), "merchant") {
			t.Errorf("%q is read as %q with %v", raw, text, problem)
		}
	}
}
