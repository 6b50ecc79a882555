-- Copies are found among wordings: what articles of a collection say, without
-- regard to letter case and layout. Articles of the same wording are copies at
-- no cost, and the story of one is looked up, not put together. What was known
-- of copies before is worked out anew.

DROP TABLE copies;
DROP TABLE signatures;
DROP TABLE signature_keys;
DROP TABLE recent_keys;

CREATE TABLE wordings (
  key       INTEGER PRIMARY KEY AUTOINCREMENT,
  digest    BLOB    NOT NULL UNIQUE, -- of collection and wording; see Text.Digest
  story     INTEGER NOT NULL,        -- those of one story are copies of each other, directly or through others
  signature BLOB    NOT NULL         -- see encodeSignature
) STRICT;

CREATE INDEX wordings_by_story ON wordings (story);

-- Null for what has no words, and for articles that are retracted.
ALTER TABLE articles ADD COLUMN wording INTEGER REFERENCES wordings (key);

CREATE INDEX articles_by_wording ON articles (wording) WHERE wording IS NOT NULL;

-- The keys and the prints of every wording, hashed with its collection.
CREATE TABLE signature_keys (
  hash    INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (hash, wording)
) STRICT, WITHOUT ROWID;

-- The newest of them, until there are enough to be moved to the others. They
-- are as good as random: put there one article at a time, each would change a
-- page of its own of a table that grows with the archive.
CREATE TABLE recent_keys (
  hash    INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (hash, wording)
) STRICT, WITHOUT ROWID;

-- The wordings that have keys which many share: those keys are here alone. The
-- rank is a part of the digest.
CREATE TABLE common_keys (
  hash    INTEGER NOT NULL,
  rank    INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (hash, rank, wording)
) STRICT, WITHOUT ROWID;

-- Wordings that were compared and are copies; each pair is here in both orders.
CREATE TABLE near (
  wording INTEGER NOT NULL,
  other   INTEGER NOT NULL,
  PRIMARY KEY (wording, other)
) STRICT, WITHOUT ROWID;

-- The articles of an older store that have yet to be compared.
CREATE TABLE uncompared (article INTEGER PRIMARY KEY) STRICT;

INSERT INTO uncompared SELECT key FROM articles WHERE status = 'live';
