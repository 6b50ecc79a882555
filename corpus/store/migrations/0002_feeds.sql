-- Feeds that are followed, and what was seen in each, so that no article is
-- fetched twice.

CREATE TABLE feeds (
  key           INTEGER PRIMARY KEY,
  collection    TEXT    NOT NULL,
  url           TEXT    NOT NULL,
  title         TEXT    NOT NULL,
  etag          TEXT    NOT NULL,  -- of the newest response whose articles were all read
  last_modified TEXT    NOT NULL,
  next_poll     INTEGER,           -- null once the feed has ended
  interval      INTEGER NOT NULL CHECK (interval > 0), -- seconds between polls that succeed
  failures      INTEGER NOT NULL,  -- polls that failed since the last that did not
  last_success  INTEGER,           -- null before the first
  last_error    TEXT    NOT NULL,  -- of the newest poll; empty when it succeeded
  gained        INTEGER NOT NULL,  -- articles that came in through it
  UNIQUE (collection, url)
) STRICT;

CREATE INDEX feeds_by_turn ON feeds (next_poll, key) WHERE next_poll IS NOT NULL;

CREATE TABLE feed_entries (
  feed     INTEGER NOT NULL REFERENCES feeds (key) ON DELETE CASCADE,
  entry    BLOB    NOT NULL,       -- hash of what names it
  version  BLOB    NOT NULL,       -- hash of what would be news about it
  attempts INTEGER NOT NULL,       -- that failed and are worth another; 0 when it is done with
  seen     INTEGER NOT NULL,       -- when it was last in the feed
  PRIMARY KEY (feed, entry)
) STRICT, WITHOUT ROWID;
