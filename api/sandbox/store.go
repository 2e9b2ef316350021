package sandbox

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"github.com/shopspring/decimal"

	_ "modernc.org/sqlite" // the database driver

	"coffer/api/private"
)

// ErrInUse means that another process has the bank open.
var ErrInUse = errors.New("another process has this bank open")

//go:embed migrations/*.sql
var migrations embed.FS

// store is the bank's database: one writer, so that every decision is made on
// what all earlier ones left, and readers that never wait for it.
type store struct {
	writer *pool
	reader *pool
	lock   *private.Lock
}

func openStore(ctx context.Context, path string) (*store, error) {
	opened, err := connect(path)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, opened.writer.DB); err != nil {
		return nil, closeAfter(opened, fmt.Errorf("prepare the bank's database: %w", err))
	}
	return opened, nil
}

func (s *store) close() error {
	err := s.writer.Close()
	if s.reader != s.writer {
		err = errors.Join(err, s.reader.Close())
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Unlock())
	}
	return err
}

// tx is one writing transaction. What it draws and numbers is kept with what
// it writes, so a rolled back one leaves no gap.
type tx struct {
	*sql.Tx
	seed    uint64
	draws   int64
	changes int64
	// added is what the transaction has added to the sums, and not written yet.
	added map[sumKey]decimal.Decimal
	pool  *pool
	// statements are those that the transaction has used so far.
	statements map[string]*sql.Stmt
}

// write runs one transaction. A caller that goes away does not stop it half
// way: what the bank has begun to decide it decides.
func (s *store) write(ctx context.Context, do func(*tx) error) error {
	begun, err := s.writer.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = begun.Rollback() }()
	t := newTx(begun, s.writer)
	if err := t.loadCounters(); err != nil {
		return err
	}
	before := *t
	if err := do(t); err != nil {
		return err
	}
	if err := t.writeSums(); err != nil {
		return err
	}
	if t.draws != before.draws || t.changes != before.changes {
		if _, err := t.Exec(`UPDATE bank SET draws = ?, changes = ?`, t.draws, t.changes); err != nil {
			return fmt.Errorf("keep the counters: %w", err)
		}
	}
	if err := begun.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	t.prepareNext()
	return nil
}

func newTx(begun *sql.Tx, of *pool) *tx {
	return &tx{Tx: begun, pool: of, statements: map[string]*sql.Stmt{}}
}

// draw is a fresh source of randomness that no other draw of this bank repeats.
func (t *tx) draw() *rand.Rand {
	t.draws++
	return newRand(t.seed, uint64(t.draws))
}

// nextChange numbers a change of a record, in the order of changing.
func (t *tx) nextChange() int64 {
	t.changes++
	return t.changes
}

func (t *tx) loadCounters() error {
	var seed int64
	err := t.QueryRow(`SELECT seed, draws, changes FROM bank`).Scan(&seed, &t.draws, &t.changes)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("load the counters: %w", err)
	}
	t.seed = uint64(seed)
	return nil
}

func connect(path string) (*store, error) {
	if path == "" {
		return connectMemory()
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", path, err)
	}
	if err := private.CheckParents(absolute); err != nil {
		return nil, err
	}
	if err := createPrivate(absolute); err != nil {
		return nil, fmt.Errorf("create the bank's database: %w", err)
	}
	lock, err := private.LockDatabase(absolute, absolute+".lock")
	if errors.Is(err, private.ErrHeld) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("lock the bank's database: %w", err)
	}
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: pragmas()}).String()
	writer, err := sql.Open("sqlite", address+"&_txlock=immediate")
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite", address+"&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(err, writer.Close(), lock.Unlock())
	}
	reader.SetMaxOpenConns(4)
	return &store{writer: newPool(writer), reader: newPool(reader), lock: lock}, nil
}

// createPrivate makes the file before SQLite does, since SQLite gives its side
// files the mode of the main one, and they hold the bank's keys.
func createPrivate(path string) error {
	file, err := private.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if err == nil {
		return file.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, ending := range []string{"", "-wal", "-shm", "-journal"} {
		if err := private.CheckFile(path + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// connectMemory keeps one connection for ever, because the database lives in it.
func connectMemory() (*store, error) {
	only, err := sql.Open("sqlite", "file::memory:?"+pragmas())
	if err != nil {
		return nil, fmt.Errorf("open a bank in memory: %w", err)
	}
	only.SetMaxOpenConns(1)
	only.SetMaxIdleConns(1)
	only.SetConnMaxIdleTime(0)
	only.SetConnMaxLifetime(0)
	shared := newPool(only)
	return &store{writer: shared, reader: shared}, nil
}

func pragmas() string {
	return url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(NORMAL)", "busy_timeout(10000)", "foreign_keys(1)",
	}}.Encode()
}

func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := newMigrations(db)
	if err != nil {
		return err
	}
	_, err = steps.Up(ctx)
	return err
}

// newMigrations are the steps to today's schema.
func newMigrations(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true),
		goose.WithGoMigrations(goose.NewGoMigration(sumsVersion, &goose.GoFunc{RunTx: fillSums}, &goose.GoFunc{RunTx: emptySums})))
}

func closeAfter(opened *store, err error) error { return errors.Join(err, opened.close()) }
