-- The books have entries of their own: each says what a swap moved, as that was
-- known when it was made, and none is changed once it is there. A swap has one
-- booking, and an adjustment for each time that other figures became known.
-- All are numbered in one series, without gaps.
-- +goose Up
ALTER TABLE bookings RENAME TO references_before;
-- +goose StatementBegin
CREATE TABLE bookings (
    number    INTEGER PRIMARY KEY,
    swap_id   TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    adjusts   TEXT NOT NULL, -- the reference of the swap's booking; '' for that itself
    record    TEXT NOT NULL  -- state.Booking as JSON
);
-- +goose StatementEnd
CREATE UNIQUE INDEX bookings_once ON bookings (swap_id) WHERE adjusts = '';
CREATE INDEX bookings_swap ON bookings (swap_id, number);

-- What was booked until now keeps its number and reference. Its figures are
-- those that the swap's record holds: both of the bank's, or else the quote's.
-- +goose StatementBegin
INSERT INTO bookings
SELECT number, swap_id, reference, '', json_object(
    'number', number, 'reference', reference, 'swap_id', swap_id,
    'at', COALESCE((SELECT MIN(at) FROM lines WHERE subject = swap_id AND deed = 'booked'), born, 0),
    'date', COALESCE(NULLIF(settled, 0), born, 0),
    'moved', json_patch(json_object(
        'sell_token', sell_token, 'buy_token', buy_token,
        'sold', json_object('amount', COALESCE(sold, quoted_sell, '0'), 'from', CASE WHEN sold IS NOT NULL THEN 'bank' WHEN quoted_sell IS NOT NULL THEN 'quote' ELSE '' END),
        'bought', json_object('amount', COALESCE(bought, quoted_buy, '0'), 'from', CASE WHEN bought IS NOT NULL THEN 'bank' WHEN quoted_buy IS NOT NULL THEN 'quote' ELSE '' END),
        'fees_from', CASE WHEN fees IS NOT NULL THEN 'bank' WHEN quoted_fees IS NOT NULL THEN 'quote' ELSE '' END),
        CASE WHEN COALESCE(fees, quoted_fees) IS NULL THEN '{}' ELSE json_object('fees', json(COALESCE(fees, quoted_fees))) END))
FROM (
    SELECT number, swap_id, reference, born,
        COALESCE(json_extract(record, '$.settled_at'), 0) AS settled,
        COALESCE(json_extract(record, '$.terms.sell_token'), '') AS sell_token,
        COALESCE(json_extract(record, '$.terms.buy_token'), '') AS buy_token,
        json_extract(record, '$.executed.sold') AS sold,
        json_extract(record, '$.executed.bought') AS bought,
        json_extract(record, '$.executed.fees') AS fees,
        json_extract(record, '$.terms.sell_amount') AS quoted_sell,
        json_extract(record, '$.terms.expected_buy') AS quoted_buy,
        json_extract(record, '$.terms.fees') AS quoted_fees
    FROM references_before LEFT JOIN swaps ON swaps.id = references_before.swap_id
);
-- +goose StatementEnd
DROP TABLE references_before;

-- +goose Down
ALTER TABLE bookings RENAME TO entries_after;
DROP INDEX bookings_once;
DROP INDEX bookings_swap;
-- +goose StatementBegin
CREATE TABLE bookings (
    number    INTEGER PRIMARY KEY,
    swap_id   TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE
);
-- +goose StatementEnd
INSERT INTO bookings SELECT number, swap_id, reference FROM entries_after WHERE adjusts = '';
DROP TABLE entries_after;
