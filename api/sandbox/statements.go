package sandbox

import (
	"database/sql"
	"sync"
)

// pool is a database whose statements are prepared once for all: reading one
// takes SQLite longer than most of them take to run.
type pool struct {
	*sql.DB

	mu       sync.RWMutex
	prepared map[string]*sql.Stmt
}

func newPool(db *sql.DB) *pool { return &pool{DB: db, prepared: map[string]*sql.Stmt{}} }

// QueryRow asks by the prepared statement.
func (p *pool) QueryRow(query string, args ...any) *sql.Row {
	statement, err := p.statement(query)
	if err != nil {
		// The row says what is wrong with the query.
		return p.DB.QueryRow(query, args...)
	}
	return statement.QueryRow(args...)
}

// Query asks by the prepared statement.
func (p *pool) Query(query string, args ...any) (*sql.Rows, error) {
	statement, err := p.statement(query)
	if err != nil {
		return nil, err
	}
	return statement.Query(args...)
}

func (p *pool) statement(query string) (*sql.Stmt, error) {
	if known := p.known(query); known != nil {
		return known, nil
	}
	statement, err := p.Prepare(query)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.prepared[query]; known != nil {
		return known, statement.Close()
	}
	p.prepared[query] = statement
	return statement, nil
}

// known is the statement, or nil until it was prepared.
func (p *pool) known(query string) *sql.Stmt {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.prepared[query]
}

// Exec runs a statement by its prepared form.
func (t *tx) Exec(query string, args ...any) (sql.Result, error) {
	statement, err := t.statement(query)
	if err != nil {
		return nil, err
	}
	return statement.Exec(args...)
}

// Query asks by the prepared statement.
func (t *tx) Query(query string, args ...any) (*sql.Rows, error) {
	statement, err := t.statement(query)
	if err != nil {
		return nil, err
	}
	return statement.Query(args...)
}

// QueryRow asks by the prepared statement.
func (t *tx) QueryRow(query string, args ...any) *sql.Row {
	statement, err := t.statement(query)
	if err != nil {
		// The row says what is wrong with the query.
		return t.Tx.QueryRow(query, args...)
	}
	return statement.QueryRow(args...)
}

// statement is the pool's, bound to the transaction. One that the pool doesn't
// have yet is the transaction's own, because the pool's one connection is busy
// with the transaction.
func (t *tx) statement(query string) (*sql.Stmt, error) {
	if bound := t.statements[query]; bound != nil {
		return bound, nil
	}
	var bound *sql.Stmt
	if known := t.pool.known(query); known != nil {
		bound = t.Stmt(known)
	} else {
		var err error
		if bound, err = t.Prepare(query); err != nil {
			return nil, err
		}
	}
	// The transaction's end closes it.
	t.statements[query] = bound
	return bound, nil
}

// prepareNext prepares for the next transaction what this one, which has
// ended, had to prepare itself.
func (t *tx) prepareNext() {
	for query := range t.statements {
		// A query that fails here fails where it is used.
		_, _ = t.pool.statement(query)
	}
}
