-- How many there are, kept with every insert: counting a journal of years
-- takes longer than everything else that the first screen needs.
-- +goose Up
-- +goose StatementBegin
CREATE TABLE counts (
    name   TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) WITHOUT ROWID;
-- +goose StatementEnd
INSERT INTO counts SELECT 'spends', COUNT(*) FROM spends;
-- +goose StatementBegin
CREATE TRIGGER spends_counted AFTER INSERT ON spends BEGIN
    UPDATE counts SET number = number + 1 WHERE name = 'spends';
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER spends_counted;
DROP TABLE counts;
