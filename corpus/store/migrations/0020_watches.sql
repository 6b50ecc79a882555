-- A watch is a subscription whose schedule is "live", or whose channel is that of
-- direct messages with its owner.

ALTER TABLE subscriptions ADD COLUMN direct  INTEGER NOT NULL DEFAULT 0;  -- 1 where the channel is that of direct messages with the owner, whose alone it is
ALTER TABLE subscriptions ADD COLUMN outlets INTEGER NOT NULL DEFAULT 0;  -- how many must tell a story before a watch does
ALTER TABLE subscriptions ADD COLUMN most    INTEGER NOT NULL DEFAULT 0;  -- messages of a watch a day
ALTER TABLE subscriptions ADD COLUMN role    TEXT    NOT NULL DEFAULT ''; -- the one that a watch mentions; empty for none

-- Which story a run of a watch told, as package state writes it; empty for a digest.
ALTER TABLE digest_runs ADD COLUMN story TEXT NOT NULL DEFAULT '';
