-- The keys of the newest signatures, until there are enough of them to be moved
-- to signature_keys. Keys are as good as random: put there one article at a
-- time, each would change a page of its own of a table that grows with the
-- archive.

CREATE TABLE recent_keys (
  hash    INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;
