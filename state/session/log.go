package session

import (
	"io"
	"log/slog"
	"path/filepath"

	"github.com/adrg/xdg"

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
// touched before the first record. Close it last.
func OpenLog(settings *config.Settings) (*slog.Logger, io.Closer) {
	level, err := logfile.ParseLevel(settings.LogLevel)
	if err != nil {
		level = slog.LevelInfo
	}
	if LogFolder() == "" {
		level = logfile.Off
	}
	return logfile.Open(LogFolder(), level)
}
