package session

import (
	"io"
	"log/slog"
	"path/filepath"

	"github.com/adrg/xdg"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/logfile"
)

// LogFolder is where the log is kept, for every treasury and profile; "" where
// there is no home folder, and then none is kept.
func LogFolder() string {
	if homeless() {
		return ""
	}
	return filepath.Join(xdg.StateHome, "coffer", "log")
}

// OpenLog opens the log of the level that the settings name. Nothing is
// touched before the first record. Where none can be kept, because another user
// has a hand in the place, that becomes one of the settings' findings. Close it
// last.
func OpenLog(settings *config.Settings) (*slog.Logger, io.Closer) {
	level, err := logfile.ParseLevel(settings.LogLevel)
	if err != nil {
		level = slog.LevelInfo
	}
	if LogFolder() == "" {
		level = logfile.Off
	}
	if level != logfile.Off {
		if foreign := state.ExplainAccess(logfile.Check(LogFolder())); foreign != nil {
			settings.Findings = append(settings.Findings, config.Finding{
				Message: "No log is kept: " + foreign.Happened, Advice: foreign.Advice,
			})
		}
	}
	return logfile.Open(LogFolder(), level)
}
