-- Articles, their revisions and passages, what finds copies among them, the
-- change log that the index follows, settings, and the briefs behind buttons.
--
-- Times are whole seconds of UTC since 1970. A column named key is a number
-- that never leaves this file; an article's id is the one readers know.

CREATE TABLE articles (
  key        INTEGER PRIMARY KEY,
  id         TEXT    NOT NULL UNIQUE,
  collection TEXT    NOT NULL,
  status     TEXT    NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'retracted')),
  revision   INTEGER NOT NULL CHECK (revision > 0), -- the current one
  -- What lists sort and filter by, repeated from the current revision:
  published  INTEGER,                               -- null when unknown
  precision  INTEGER NOT NULL,
  outlet     TEXT    NOT NULL,                      -- in lower case
  title      TEXT    NOT NULL                       -- in lower case
) STRICT;

CREATE INDEX articles_by_date ON articles (collection, published DESC, precision DESC, id);

CREATE TABLE revisions (
  article       INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  revision      INTEGER NOT NULL,
  hash          BLOB    NOT NULL, -- of everything but the file; see contentHash
  title         TEXT    NOT NULL,
  title_derived INTEGER NOT NULL,
  outlet        TEXT    NOT NULL,
  url           TEXT    NOT NULL,
  file          TEXT    NOT NULL,
  byline        TEXT    NOT NULL,
  language      TEXT    NOT NULL,
  published     INTEGER,          -- the first instant of the period; null when unknown
  precision     INTEGER NOT NULL CHECK (precision BETWEEN 0 AND 4 AND (precision = 0) = (published IS NULL)),
  origin        TEXT    NOT NULL,
  stored        INTEGER NOT NULL DEFAULT (unixepoch()), -- for the operator; no brief may depend on it
  sentences     BLOB    NOT NULL, -- see encodeSentences
  body          TEXT    NOT NULL, -- last, so that the columns before are read without it
  PRIMARY KEY (article, revision)
) STRICT;

CREATE TABLE passages (
  article  INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  ordinal  INTEGER NOT NULL,
  start    INTEGER NOT NULL,      -- bytes of the body
  end      INTEGER NOT NULL,
  first    INTEGER NOT NULL,      -- sentences
  last     INTEGER NOT NULL,
  PRIMARY KEY (article, revision, ordinal),
  FOREIGN KEY (article, revision) REFERENCES revisions (article, revision) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The signature of the current revision of every live article.
CREATE TABLE signatures (
  article   INTEGER PRIMARY KEY REFERENCES articles (key),
  signature BLOB NOT NULL         -- see encodeSignature
) STRICT;

-- The keys of every signature: who shares two of them may be a copy.
CREATE TABLE signature_keys (
  hash    INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;

-- The articles that have copies; those of one story are copies of each other,
-- directly or through others of the same collection.
CREATE TABLE copies (
  article INTEGER PRIMARY KEY REFERENCES articles (key),
  story   INTEGER NOT NULL        -- the lowest key among its articles
) STRICT;

CREATE INDEX copies_by_story ON copies (story);

-- Every change to what readers may find, in order.
CREATE TABLE changes (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  article    TEXT    NOT NULL,    -- its id, which outlives it here
  collection TEXT    NOT NULL,
  chain      INTEGER NOT NULL     -- hash of this change and the chain before it
) STRICT;

CREATE INDEX changes_by_article ON changes (article, seq);

CREATE TABLE settings (
  owner TEXT NOT NULL,            -- a collection: 'public' for the whole deployment, or a guild's
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE briefs (
  guild   TEXT    NOT NULL,       -- empty for direct messages
  id      TEXT    NOT NULL,
  channel TEXT    NOT NULL,
  user    TEXT    NOT NULL,
  created INTEGER NOT NULL,
  brief   TEXT    NOT NULL,       -- JSON
  PRIMARY KEY (guild, id)
) STRICT;

CREATE INDEX briefs_by_age ON briefs (created);
