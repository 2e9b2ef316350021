-- +goose Up
CREATE TABLE bank (
    only            INTEGER PRIMARY KEY CHECK (only = 1),
    seed            INTEGER NOT NULL,
    spend_key       TEXT NOT NULL,
    team_id         TEXT NOT NULL,
    account_id      TEXT NOT NULL,
    webhook_secret  TEXT NOT NULL,
    approval_secret BLOB NOT NULL,
    address         TEXT NOT NULL DEFAULT '',
    opened_at       INTEGER NOT NULL,
    draws           INTEGER NOT NULL DEFAULT 0,
    changes         INTEGER NOT NULL DEFAULT 0
);

-- Times are unix milliseconds, as precise as the wire.
CREATE TABLE spends (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    status          TEXT NOT NULL,
    decision_reason TEXT NOT NULL,
    amount_cents    INTEGER NOT NULL CHECK (amount_cents > 0),
    currency        TEXT NOT NULL,
    merchant_name   TEXT NOT NULL,
    reason          TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    decided_at      INTEGER NOT NULL DEFAULT 0,
    updated_at      INTEGER NOT NULL,
    change          INTEGER NOT NULL
);
CREATE UNIQUE INDEX spends_by_change ON spends (change);
CREATE INDEX spends_open ON spends (created_at, amount_cents) WHERE status = 'needs_approval';

CREATE TABLE entries (
    seq  INTEGER PRIMARY KEY,
    id   TEXT NOT NULL UNIQUE,
    at   INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ref  TEXT NOT NULL
);

-- A line repeats its entry's kind and time so that a balance and what was
-- spent in a period are both one range of one index. Cents are read off the
-- amount, never kept beside it.
CREATE TABLE lines (
    entry    INTEGER NOT NULL REFERENCES entries (seq),
    line     INTEGER NOT NULL,
    account  TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    cents    INTEGER GENERATED ALWAYS AS
        (CASE currency WHEN 'USD' THEN CAST(REPLACE(amount, '.', '') AS INTEGER) END) VIRTUAL,
    PRIMARY KEY (entry, line)
) WITHOUT ROWID;
CREATE INDEX wallet_cents ON lines (kind, at, cents) WHERE account = 'wallet' AND currency = 'USD';
CREATE INDEX wallet_tokens ON lines (account, currency, amount) WHERE currency <> 'USD';

CREATE TABLE quotes (
    id              TEXT PRIMARY KEY,
    sell_token      TEXT NOT NULL,
    buy_token       TEXT NOT NULL,
    sell_amount     TEXT NOT NULL,
    buy_amount      TEXT NOT NULL,
    network_fee     TEXT NOT NULL,
    protocol_fee    TEXT NOT NULL,
    value_usd       TEXT NOT NULL,
    slippage_bps    INTEGER NOT NULL,
    provider        TEXT NOT NULL,
    route           TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    policy_status   TEXT NOT NULL DEFAULT ''
);

CREATE TABLE swaps (
    seq                INTEGER PRIMARY KEY,
    id                 TEXT NOT NULL UNIQUE,
    quote_id           TEXT NOT NULL UNIQUE REFERENCES quotes (id),
    confirmation_token TEXT NOT NULL UNIQUE,
    status             TEXT NOT NULL,
    tx_hash            TEXT NOT NULL,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    -- The next step of the settlement is due then; 0 when there is none.
    step_at            INTEGER NOT NULL,
    change             INTEGER NOT NULL
);
CREATE UNIQUE INDEX swaps_by_change ON swaps (change);
CREATE INDEX swaps_in_flight ON swaps (step_at) WHERE step_at > 0;

CREATE TABLE answers (
    account  TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    key      TEXT NOT NULL,
    request  TEXT NOT NULL,
    status   INTEGER NOT NULL,
    body     BLOB NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (account, endpoint, key)
) WITHOUT ROWID;

-- An event waits here until the receiver has it. What of the spend can change
-- is kept as it was at that moment; the rest is joined at delivery.
CREATE TABLE outbox (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id        TEXT NOT NULL,
    type            TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    occurred_at     INTEGER NOT NULL,
    spend           INTEGER NOT NULL REFERENCES spends (seq),
    status          TEXT NOT NULL,
    decision_reason TEXT NOT NULL,
    decided_at      INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    due_at          INTEGER NOT NULL
);
CREATE INDEX outbox_by_spend ON outbox (spend, seq, due_at);
CREATE INDEX outbox_by_due ON outbox (due_at);

-- +goose Down
DROP TABLE outbox;
DROP TABLE answers;
DROP TABLE swaps;
DROP TABLE quotes;
DROP TABLE lines;
DROP TABLE entries;
DROP TABLE spends;
DROP TABLE bank;
