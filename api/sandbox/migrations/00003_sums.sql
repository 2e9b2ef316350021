-- +goose Up
-- What the lines, the requests and the swaps add up to, kept in the transactions
-- that write those: see sums.go for the names and their parts. The step after
-- this one fills it, because amounts of tokens are summed exactly, which SQL
-- can't.
CREATE TABLE sums (
    name     TEXT    NOT NULL,
    account  INTEGER NOT NULL,
    part     INTEGER NOT NULL,
    currency TEXT    NOT NULL,
    amount   TEXT    NOT NULL,
    PRIMARY KEY (name, account, part, currency)
) WITHOUT ROWID;

-- What was read to sum up at each call.
DROP INDEX wallet_cents;
DROP INDEX wallet_tokens;
DROP INDEX spends_waiting;

-- An account's changes are a range of one index, whatever the others do.
DROP INDEX spends_by_change;
DROP INDEX spends_of_account;
CREATE UNIQUE INDEX spends_by_change ON spends (account, change);
ALTER TABLE swaps ADD COLUMN account INTEGER NOT NULL DEFAULT 1;
UPDATE swaps SET account = (SELECT q.account FROM quotes q WHERE q.id = swaps.quote_id);
DROP INDEX swaps_by_change;
CREATE UNIQUE INDEX swaps_by_change ON swaps (account, change);

-- From here on the events of a request are due one after the other, so that
-- whatever is due first may be sent first.
UPDATE outbox SET due_at = occurred_at;

-- +goose Down
DROP INDEX swaps_by_change;
CREATE UNIQUE INDEX swaps_by_change ON swaps (change);
ALTER TABLE swaps DROP COLUMN account;
DROP INDEX spends_by_change;
CREATE UNIQUE INDEX spends_by_change ON spends (change);
CREATE INDEX spends_of_account ON spends (account, change);
CREATE INDEX spends_waiting ON spends (account, amount_cents) WHERE status = 'needs_approval';
CREATE INDEX wallet_tokens ON lines (account, currency, amount) WHERE currency <> 'USD';
CREATE INDEX wallet_cents ON lines (account, kind, at, cents) WHERE currency = 'USD';
DROP TABLE sums;
