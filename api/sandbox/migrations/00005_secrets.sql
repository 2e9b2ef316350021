-- +goose Up
-- 1 where the keys and the webhook secret follow from the seed, as older
-- versions made them.
ALTER TABLE bank ADD COLUMN repeatable INTEGER NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE bank DROP COLUMN repeatable;
