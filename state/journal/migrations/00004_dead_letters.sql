-- Deliveries that the bank signed and that can't be taken in now: raw, within
-- bounds, and counted for ever.
-- +goose Up
-- +goose StatementBegin
CREATE TABLE dead_letters (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL, -- Unix milliseconds
    reason   TEXT NOT NULL,    -- state.DeadLetterReason
    detail   TEXT NOT NULL,
    event_id TEXT NOT NULL,
    digest   BLOB NOT NULL UNIQUE, -- SHA-256 of the body as it came
    bytes    INTEGER NOT NULL,
    raw      BLOB NOT NULL
);
-- +goose StatementEnd
CREATE INDEX dead_letters_reason ON dead_letters (reason, seq, bytes);

-- +goose StatementBegin
CREATE TABLE dead_letter_counts (
    reason   TEXT NOT NULL,
    detail   TEXT NOT NULL,
    count    INTEGER NOT NULL,
    taken_in INTEGER NOT NULL DEFAULT 0,
    shed     INTEGER NOT NULL DEFAULT 0,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    PRIMARY KEY (reason, detail)
) WITHOUT ROWID;
-- +goose StatementEnd

-- +goose Down
DROP TABLE dead_letter_counts;
DROP TABLE dead_letters;
