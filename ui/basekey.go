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

// baseKey is the key by its place on the keyboard, where a layout without Latin
// letters is on: the bindings are Latin, and the person's hand goes to where
// they are. What is typed into a field stays as it is, so there only keys with
// ctrl or alt are taken by their place. It takes a terminal that tells the
// place; elsewhere the key stays as it is.
func baseKey(key tea.KeyPressMsg, typing bool) tea.KeyPressMsg {
	command := key.Mod&(tea.ModCtrl|tea.ModAlt|tea.ModMeta|tea.ModSuper) != 0
	if key.BaseCode == 0 || key.BaseCode >= utf8.RuneSelf || key.Code < utf8.RuneSelf || !unicode.IsLetter(key.Code) || typing && !command {
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
