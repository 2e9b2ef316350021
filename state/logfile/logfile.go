// Package logfile writes the structured log: JSON, a record a line, in a
// private folder, in a bounded number of files.
//
// It never writes to the screen, never stops the program, and never writes a
// secret or a control character, whatever is handed to it.
package logfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"

	"coffer/api/private"
)

const (
	// Name is the file that is written; older ones carry a number behind it.
	Name = "coffer.log"
	// maxSize is how large a file may grow, in bytes.
	maxSize = 5 << 20
	// maxOlder is how many files are kept beside the one that is written.
	maxOlder = 4
)

// Off is the level at which nothing is written.
const Off = slog.Level(math.MaxInt32)

// levels are the words for a level, the quietest first.
var levels = []struct {
	word  string
	level slog.Level
}{{"off", Off}, {"error", slog.LevelError}, {"warn", slog.LevelWarn}, {"info", slog.LevelInfo}, {"debug", slog.LevelDebug}}

// Levels are the words that ParseLevel knows, the quietest first.
func Levels() []string {
	words := make([]string, len(levels))
	for i, known := range levels {
		words[i] = known.word
	}
	return words
}

// ParseLevel reads one of the Levels.
func ParseLevel(word string) (slog.Level, error) {
	for _, known := range levels {
		if known.word == word {
			return known.level, nil
		}
	}
	return Off, fmt.Errorf("%q is not a log level: choose one of %s", word, strings.Join(Levels(), ", "))
}

// Check says why no log can be kept in a folder: another user has a hand in it,
// or in what stands in the log's place. Nothing is made or changed. Errors: as
// private.CheckFolder.
func Check(folder string) error {
	if err := private.CheckMakeable(folder); err != nil {
		return err
	}
	path := filepath.Join(folder, Name)
	for _, file := range []string{path, path + lockEnding} {
		if err := private.CheckFile(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Open returns a log that writes to the folder what is of the level or above.
// Nothing is touched before the first record. Where the folder can't be
// written, or the disk is full, records are dropped, and the next one that is
// written tells how many. Any number of processes may share a folder.
//
// Close it last; what is logged afterwards is dropped.
func Open(folder string, level slog.Level) (*slog.Logger, io.Closer) {
	if level == Off {
		return slog.New(slog.DiscardHandler), io.NopCloser(nil)
	}
	file := newRotating(filepath.Join(folder, Name), maxSize, maxOlder)
	return slog.New(newHandler(file, level)).With("pid", os.Getpid()), file
}
