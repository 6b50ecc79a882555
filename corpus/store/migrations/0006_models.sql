-- What language models cost, what they answered, and what they make of passages.

-- What a model was used for a server, by day.
CREATE TABLE usage (
  guild    TEXT    NOT NULL,     -- empty for direct messages and the command line
  day      TEXT    NOT NULL,     -- in UTC, as 2025-08-26
  model    TEXT    NOT NULL,
  requests INTEGER NOT NULL,
  prompt   INTEGER NOT NULL,     -- tokens
  reply    INTEGER NOT NULL,     -- tokens
  cost     INTEGER NOT NULL,     -- in thousand-millionths of a dollar
  PRIMARY KEY (guild, day, model)
) STRICT, WITHOUT ROWID;

-- Replies of models, so that the same need not be asked twice.
CREATE TABLE replies (
  model  TEXT    NOT NULL,
  prompt TEXT    NOT NULL,       -- a hash of what the model was shown, and of how it was asked
  person TEXT    NOT NULL,       -- for whom it was asked first; empty for nobody
  asked  INTEGER NOT NULL,
  reply  TEXT    NOT NULL,
  PRIMARY KEY (model, prompt)
) STRICT, WITHOUT ROWID;

CREATE INDEX replies_by_person ON replies (person);
CREATE INDEX replies_by_age ON replies (asked);

-- What a model makes of a passage: a direction in the space of meanings.
CREATE TABLE embeddings (
  article  INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  ordinal  INTEGER NOT NULL,     -- of the passage
  revision INTEGER NOT NULL,     -- of the article
  model    TEXT    NOT NULL,
  vector   BLOB    NOT NULL,     -- of length 1, each component a signed byte
  PRIMARY KEY (article, ordinal)
) STRICT, WITHOUT ROWID;
