package abilities

import (
	"slices"
	"strconv"
	"strings"

	"coffer/state/diagnosis"
)

// What terminals are known for. No terminal can be asked for links, and few
// for the clipboard.
var (
	linking  = []string{"iTerm.app", "WezTerm", "vscode", "ghostty", "rio", "Hyper", "Tabby"}
	copying  = []string{"iTerm.app", "WezTerm", "ghostty", "rio", "vscode"}
	ofTerm   = []string{"xterm-kitty", "xterm-ghostty", "foot", "alacritty", "wezterm", "contour", "rio"}
	notThere = []string{"Apple_Terminal"}
)

func (t Terminal) links() diagnosis.Finding {
	found := diagnosis.Finding{Name: "links", Verdict: diagnosis.OK, Detail: "OSC 8, as " + t.name() + " is known to have"}
	const spelled = "Where they don't work, addresses are shown in full, with a QR code."
	switch {
	case slices.Contains(notThere, t.value("TERM_PROGRAM")):
		found.Verdict, found.Detail, found.Advice = diagnosis.Warn, "none: "+t.name()+" doesn't have OSC 8", spelled
	case t.known(linking), t.vte() >= 5000, t.value("WT_SESSION") != "", t.value("KONSOLE_VERSION") != "":
	default:
		found.Verdict, found.Detail, found.Advice = diagnosis.Warn, "can't tell: a terminal can't be asked for OSC 8", spelled
	}
	return found
}

func (t Terminal) clipboard(told answers) diagnosis.Finding {
	found := diagnosis.Finding{Name: "clipboard", Verdict: diagnosis.OK}
	const byHand = "If y copies nothing, select with the mouse (with shift held), or allow OSC 52 in the terminal's settings."
	switch {
	case slices.Contains(told.attributes, attributeClipboard):
		found.Detail = "OSC 52, as the terminal says"
	case slices.Contains(notThere, t.value("TERM_PROGRAM")):
		found.Verdict, found.Detail, found.Advice = diagnosis.Warn, "none: "+t.name()+" doesn't have OSC 52", byHand
	case t.known(copying):
		found.Detail = "OSC 52, as " + t.name() + " is known to have, unless its settings forbid it"
	default:
		found.Verdict, found.Detail, found.Advice = diagnosis.Warn, "can't tell: the terminal doesn't say whether it has OSC 52", byHand
	}
	return found
}

// known tells a terminal by its name. Inside a multiplexer the name is of what
// stands behind it, which is not who draws.
func (t Terminal) known(names []string) bool {
	if t.value("TMUX") != "" || t.value("STY") != "" {
		return false
	}
	if slices.Contains(names, t.value("TERM_PROGRAM")) {
		return true
	}
	kind := t.value("TERM")
	return slices.ContainsFunc(ofTerm, func(name string) bool { return kind == name || strings.HasPrefix(kind, name+"-") })
}

// vte is the version of the library under GNOME's terminals; 0 for others.
func (t Terminal) vte() int {
	version, err := strconv.Atoi(t.value("VTE_VERSION"))
	if err != nil {
		return 0
	}
	return version
}
