package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// shifted is what shift makes of a key that bears no letter, on the keyboard
// that base keys are named after.
var shifted = strings.NewReplacer(";", ":", "[", "{", "]", "}", "'", `"`, ",", "<", ".", ">", "/", "?", "`", "~", `\`, "|", "-", "_", "=", "+")

// keyboard finds keys by their place on it, where a layout without Latin
// letters is on: the bindings are Latin, and the person's hand goes to where
// they are. It takes a terminal that tells the place; elsewhere a key stays as
// it is.
type keyboard struct {
	// foreign is set once a key came that no Latin layout has. From then on a
	// sign is that layout's too: the q of a Hebrew one is a stroke.
	foreign bool
}

// key is the key as the bindings know it. What is typed into a field stays as it
// is, so there only keys with ctrl or alt are taken by their place.
func (k *keyboard) key(key tea.KeyPressMsg, typing bool) tea.KeyPressMsg {
	if key.BaseCode == 0 || key.BaseCode >= utf8.RuneSelf || !isSign(key.Code) {
		return key
	}
	switch {
	case key.Code > unicode.MaxLatin1:
		k.foreign = true
	case unicode.IsLetter(key.Code):
		k.foreign = false
	}
	command := key.Mod&(tea.ModCtrl|tea.ModAlt|tea.ModMeta|tea.ModSuper) != 0
	if typing && !command || key.Code == key.BaseCode || key.Code < utf8.RuneSelf && !k.foreign {
		return key
	}
	key.Code, key.ShiftedCode = key.BaseCode, 0
	if command {
		key.Text = ""
		return key
	}
	key.Text = string(key.BaseCode)
	if key.Mod&(tea.ModShift|tea.ModCapsLock) != 0 {
		key.Text = strings.ToUpper(key.Text)
		if key.Mod&tea.ModShift != 0 {
			key.Text = shifted.Replace(key.Text)
		}
	}
	return key
}

// isSign reports whether a key writes something: a letter, a vowel that has no
// letter of its own, a digit, a sign. Keys like the arrows have codes beyond
// Unicode, or among those for private use.
func isSign(code rune) bool {
	return code > ' ' && code <= unicode.MaxRune && !unicode.IsControl(code) && !unicode.Is(unicode.Co, code)
}

// askForBaseKeys has the terminal tell each key with its place, if it can.
func askForBaseKeys(wanted *tea.KeyboardEnhancements) {
	wanted.ReportAlternateKeys = true
	wanted.ReportAllKeysAsEscapeCodes = true
	wanted.ReportAssociatedText = true
}

// typing reports whether a field takes what is typed now: where the terminal's
// cursor is shown, there is one.
func (m *Model) typing() bool {
	if m.dialogs.Empty() {
		return m.filtering
	}
	_, _, shown := m.dialogs.Top().Cursor()
	return shown
}
