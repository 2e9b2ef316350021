-- +goose Up
-- The agent accounts of the team, in the order in which they were opened. Each
-- has a key, a budget and wallets of its own.
CREATE TABLE accounts (
    number    INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    spend_key TEXT NOT NULL UNIQUE
);
INSERT INTO accounts (number, id, spend_key) SELECT 1, account_id, spend_key FROM bank;
ALTER TABLE bank DROP COLUMN account_id;
ALTER TABLE bank DROP COLUMN spend_key;

-- SQLite lets a column with a reference be added only without a default.
ALTER TABLE spends ADD COLUMN account INTEGER NOT NULL DEFAULT 1;
ALTER TABLE quotes ADD COLUMN account INTEGER NOT NULL DEFAULT 1;

CREATE INDEX spends_of_account ON spends (account, change);
CREATE INDEX spends_waiting ON spends (account, amount_cents) WHERE status = 'needs_approval';

DROP INDEX wallet_cents;
CREATE INDEX wallet_cents ON lines (account, kind, at, cents) WHERE currency = 'USD';

-- +goose Down
DROP INDEX wallet_cents;
CREATE INDEX wallet_cents ON lines (kind, at, cents) WHERE account = 'wallet' AND currency = 'USD';
DROP INDEX spends_waiting;
DROP INDEX spends_of_account;
ALTER TABLE quotes DROP COLUMN account;
ALTER TABLE spends DROP COLUMN account;
ALTER TABLE bank ADD COLUMN spend_key TEXT NOT NULL DEFAULT '';
ALTER TABLE bank ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
UPDATE bank SET spend_key = (SELECT spend_key FROM accounts WHERE number = 1),
    account_id = (SELECT id FROM accounts WHERE number = 1);
DROP TABLE accounts;
