-- What time it was, as far as that was believed, when something was last deleted
-- for its age: one row. A clock that leaps ahead is believed once it has stood so
-- for some days.

CREATE TABLE clock (
  believed INTEGER NOT NULL,          -- 0 before the first time
  leapt    INTEGER,                   -- what the clock said when a leap was first seen; null without one
  seen     INTEGER,                   -- what it said when the leap was last seen
  probes   INTEGER NOT NULL DEFAULT 0 -- counted up to see whether the store can be written
) STRICT;

-- In a store that was used before, the clock may have leapt already.
INSERT INTO clock (believed) SELECT max(
  (SELECT coalesce(max(created), 0) FROM briefs),
  (SELECT coalesce(max(asked), 0) FROM turns),
  (SELECT coalesce(max(asked), 0) FROM visits));
