-- +goose Up
-- +goose StatementBegin
CREATE TABLE spends (
    id     TEXT PRIMARY KEY,
    born   INTEGER NOT NULL, -- Unix milliseconds
    open   INTEGER NOT NULL, -- 1 while the bank may change the status
    record TEXT NOT NULL     -- state.Spend as JSON
) WITHOUT ROWID;
-- +goose StatementEnd
CREATE INDEX spends_newest ON spends (born DESC, id DESC);
CREATE INDEX spends_open ON spends (id) WHERE open = 1;

-- +goose StatementBegin
CREATE TABLE swaps (
    id     TEXT PRIMARY KEY,
    born   INTEGER NOT NULL,
    open   INTEGER NOT NULL,
    record TEXT NOT NULL     -- state.Swap as JSON
) WITHOUT ROWID;
-- +goose StatementEnd

-- The numbers of the accounting references: without gaps, and never given twice.
-- +goose StatementBegin
CREATE TABLE bookings (
    number    INTEGER PRIMARY KEY,
    swap_id   TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE
);
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TABLE intents (
    id         TEXT PRIMARY KEY,
    unresolved INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    record     TEXT NOT NULL -- state.Intent as JSON
) WITHOUT ROWID;
-- +goose StatementEnd
CREATE INDEX intents_unresolved ON intents (created_at) WHERE unresolved = 1;

-- The audit trail: every fact that arrived, raw, and every thing done here.
-- +goose StatementBegin
CREATE TABLE lines (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    source   TEXT NOT NULL,
    who      TEXT NOT NULL,
    deed     TEXT NOT NULL,
    event    TEXT NOT NULL,
    event_id TEXT UNIQUE,
    subject  TEXT NOT NULL,
    status   TEXT NOT NULL,
    text     TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    raw      BLOB
);
-- +goose StatementEnd
CREATE INDEX lines_subject ON lines (subject, seq);

-- +goose StatementBegin
CREATE TABLE balances (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    account   TEXT NOT NULL,
    available INTEGER,       -- minor units; NULL when the bank didn't tell
    record    TEXT NOT NULL  -- state.Balance as JSON
);
-- +goose StatementEnd
CREATE INDEX balances_at ON balances (at);

-- +goose StatementBegin
CREATE TABLE notes (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
-- +goose StatementEnd

-- +goose Down
DROP TABLE notes;
DROP TABLE balances;
DROP TABLE lines;
DROP TABLE intents;
DROP TABLE bookings;
DROP TABLE swaps;
DROP TABLE spends;
