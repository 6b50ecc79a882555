-- What is read on the web is found by an address alone, which nobody can guess.

CREATE INDEX briefs_by_id ON briefs (id);

ALTER TABLE subscriptions ADD COLUMN feed TEXT NOT NULL DEFAULT ''; -- the address of its feed

UPDATE subscriptions SET feed = lower(hex(randomblob(16)));

CREATE UNIQUE INDEX subscriptions_by_feed ON subscriptions (feed) WHERE feed <> '';
