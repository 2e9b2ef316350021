// Package journal keeps facts, deeds and intents on disk, in SQLite. What
// Append returned for is on the disk, whatever happens next.
//
// It never calls the network and never interprets a record: it stores what
// state hands it and gives it back.
package journal

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the database driver, in pure Go

	"coffer/api/private"
	"coffer/state"
)

//go:embed migrations/*.sql
var migrations embed.FS

// SQLite is a state.Journal in one file.
type SQLite struct {
	records
	// writer is a single connection: SQLite has one writer, and waiting in Go
	// is cheaper than waiting for its lock.
	writer *sql.DB
	// statements are those of the writer, by their text.
	statements map[string]*sql.Stmt
}

// records is the reading side of a journal.
type records struct{ reader *sql.DB }

var _ state.Journal = (*SQLite)(nil)

const (
	// FULL makes a commit wait for the disk: an intent must be there before the
	// request leaves.
	//
	// The log is moved into the file every 16 MB: each time costs two waits more.
	// 16 MB of pages in memory spare most inserts a read.
	writerOptions = "_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)" +
		"&_pragma=wal_autocheckpoint(4000)&_pragma=cache_size(-16000)"
	readerOptions = "mode=ro"
)

// ErrCorrupt means that the file is there but is not a sound journal.
var ErrCorrupt = errors.New("the journal is damaged")

// Open opens the journal at path, or begins one, and brings its schema up to
// date. Errors: ErrCorrupt when the file can't be read as a journal; otherwise
// what the file system says.
func Open(ctx context.Context, path string) (*SQLite, error) {
	if err := createPrivate(path); err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	journal := &SQLite{}
	var err error
	if journal.writer, err = open(path, writerOptions); err != nil {
		return nil, err
	}
	journal.writer.SetMaxOpenConns(1)
	if journal.reader, err = open(path, readerOptions); err != nil {
		journal.Close()
		return nil, err
	}
	journal.reader.SetMaxOpenConns(2)
	if err := journal.begin(ctx); err != nil {
		journal.Close()
		return nil, err
	}
	return journal, nil
}

// Watch opens the journal at path for reading alone, beside the process that
// writes it. Errors: as Open; a journal that isn't there is not begun.
func Watch(path string) (*Watched, error) {
	if err := checkPrivate(path); err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	reader, err := open(path, readerOptions)
	if err != nil {
		return nil, err
	}
	return &Watched{records{reader}}, nil
}

// Watched is a journal that another process writes.
type Watched struct{ records }

var _ state.Records = (*Watched)(nil)

// Begun reports whether anything was ever written here: a program that ended
// while it made the file leaves one without a journal in it.
func (w *Watched) Begun(ctx context.Context) (bool, error) {
	var tables int
	err := w.reader.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'notes'").Scan(&tables)
	return tables > 0, classify(err)
}

// Contents is what a journal holds, in numbers.
type Contents struct {
	// Version is that of its schema; Newest the one that this program writes.
	Version, Newest int64
	Spends          int
	// Unresolved is how many intents have no known outcome.
	Unresolved int
}

// Contents counts what is there.
func (w *Watched) Contents(ctx context.Context) (Contents, error) {
	found := Contents{Newest: newestVersion()}
	reading := &reading{ctx: ctx, from: w.reader}
	reading.row(&found.Version, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied = 1")
	reading.row(&found.Unresolved, "SELECT COUNT(*) FROM intents WHERE unresolved = 1")
	found.Spends = reading.spendCount()
	return found, classify(reading.err)
}

// newestVersion is the number that the last migration's name begins with.
func newestVersion() int64 {
	steps, _ := fs.Glob(migrations, "migrations/*.sql")
	newest := int64(0)
	for _, step := range steps {
		number, _, _ := strings.Cut(filepath.Base(step), "_")
		version, _ := strconv.ParseInt(number, 10, 64)
		newest = max(newest, version)
	}
	return newest
}

// Close ends the reading.
func (w *Watched) Close() error { return w.reader.Close() }

// Close ends the journal; what Append returned for stays.
func (j *SQLite) Close() error {
	var err error
	for _, pool := range []*sql.DB{j.reader, j.writer} {
		if pool != nil {
			err = errors.Join(err, pool.Close())
		}
	}
	return err
}

// Check reads the whole file and says what is wrong with it. Errors: ErrCorrupt.
func (j records) Check(ctx context.Context) error {
	var verdict string
	if err := j.reader.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return classify(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, verdict)
	}
	return nil
}

// begin brings the schema up to date and prepares what every write needs.
func (j *SQLite) begin(ctx context.Context) error {
	if err := j.migrate(ctx); err != nil {
		return err
	}
	return j.prepare(ctx)
}

func (j *SQLite) migrate(ctx context.Context) error {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, j.writer, steps)
	if err != nil {
		return classify(err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return classify(fmt.Errorf("bring the journal up to date: %w", err))
	}
	return nil
}

func open(path, options string) (*sql.DB, error) {
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "_pragma=busy_timeout(5000)&" + options}
	return sql.Open("sqlite", address.String())
}

// createPrivate makes the file before SQLite does, since SQLite gives its side
// files the mode of the main one. A file that is there is never opened here:
// closing it would drop the locks that SQLite holds on it.
func createPrivate(path string) error {
	if err := private.MakeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	file, err := private.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if errors.Is(err, fs.ErrExist) {
		return checkPrivate(path)
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// checkPrivate refuses a journal that another user has a hand in, in whichever
// of its files: what stands in it is sent with this user's key.
func checkPrivate(path string) error {
	if err := private.CheckFile(path); err != nil {
		return err
	}
	for _, ending := range []string{"-wal", "-shm", "-journal"} {
		if err := private.CheckFile(path + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return private.CheckFolder(filepath.Dir(path))
}
