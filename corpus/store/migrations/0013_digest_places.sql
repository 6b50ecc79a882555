-- Digests in forums, published in announcement channels, and without
-- notifications.

ALTER TABLE subscriptions ADD COLUMN forum INTEGER NOT NULL DEFAULT 0;   -- 1 where the channel is a forum: each digest is a post of its own
ALTER TABLE subscriptions ADD COLUMN publish INTEGER NOT NULL DEFAULT 0; -- 1 where the servers that follow the channel get it, too
ALTER TABLE subscriptions ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;   -- 1 where nobody is notified of it

-- Of the run's channel, which the subscription may have left meanwhile.
ALTER TABLE digest_runs ADD COLUMN forum INTEGER NOT NULL DEFAULT 0;
