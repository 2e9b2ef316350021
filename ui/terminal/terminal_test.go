package terminal

import "testing"

func environment(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestProgressIsShownOnlyWhereItIsNoNotification(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		environment map[string]string
		want        bool
	}{
		"ghostty":          {map[string]string{"TERM_PROGRAM": "ghostty"}, true},
		"Windows Terminal": {map[string]string{"WT_SESSION": "4f1c"}, true},
		"iTerm":            {map[string]string{"TERM_PROGRAM": "iTerm.app"}, false},
		"tmux in ghostty":  {map[string]string{"TERM_PROGRAM": "ghostty", "TMUX": "/tmp/tmux"}, false},
		"screen":           {map[string]string{"TERM": "screen-256color", "WT_SESSION": "4f1c"}, false},
		"unknown":          {nil, false},
	} {
		if got := ShowsProgress(environment(tt.environment)); got != tt.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestOverSSHTheOtherMachinesClipboardIsLeftAlone(t *testing.T) {
	t.Parallel()
	if Clipboard(environment(map[string]string{"DISPLAY": ":0", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"})) != nil {
		t.Error("it copies into the clipboard of the machine far away")
	}
}
