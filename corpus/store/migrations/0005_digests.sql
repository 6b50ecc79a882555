-- Digests: subscriptions and their runs; and which briefs cite an article, so
-- that those posted can be marked when it is corrected or retracted.

-- What a channel has subscribed to.
CREATE TABLE subscriptions (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  guild    TEXT    NOT NULL,
  channel  TEXT    NOT NULL,
  topic    TEXT    NOT NULL,
  schedule TEXT    NOT NULL,            -- as package schedule writes it
  detail   TEXT    NOT NULL,            -- empty for what the server has set
  language TEXT    NOT NULL,            -- of the bot's own words, where the server has set none
  silent   INTEGER NOT NULL,            -- 1 where nothing is posted when nothing is new
  owner    TEXT    NOT NULL,            -- who is told when it is paused; empty for nobody
  created  INTEGER NOT NULL,
  due      INTEGER,                     -- of the next run; null while it is paused
  paused   TEXT    NOT NULL DEFAULT '', -- why; empty while it is not
  failures INTEGER NOT NULL DEFAULT 0,  -- runs that failed since the last that did not
  seq      INTEGER NOT NULL DEFAULT 0   -- the newest change that its digests know of; see changes
) STRICT;

CREATE INDEX subscriptions_by_due ON subscriptions (due, id) WHERE due IS NOT NULL;
CREATE INDEX subscriptions_by_guild ON subscriptions (guild, id);
CREATE INDEX subscriptions_by_owner ON subscriptions (owner);

-- One row for each time that a digest was due. A run is held by one process
-- until its lease ends.
CREATE TABLE digest_runs (
  subscription INTEGER NOT NULL,        -- which its past runs outlive
  due          INTEGER NOT NULL,
  guild        TEXT    NOT NULL,
  channel      TEXT    NOT NULL,
  topic        TEXT    NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('open', 'composed', 'posted', 'silent', 'skipped', 'failed')),
  holder       TEXT    NOT NULL,
  lease        INTEGER NOT NULL,        -- nobody else may take it up before
  tries        INTEGER NOT NULL DEFAULT 0,
  seq          INTEGER NOT NULL DEFAULT 0,
  parts        TEXT    NOT NULL DEFAULT '[]', -- what is to be posted; empty again when it is done
  told         TEXT    NOT NULL DEFAULT '[]', -- the claims in it
  messages     TEXT    NOT NULL DEFAULT '[]', -- ids of those posted, part by part
  thread       TEXT    NOT NULL DEFAULT '',   -- where parts after the first go
  note         TEXT    NOT NULL DEFAULT '',   -- why it came to what it did
  ended        INTEGER,
  PRIMARY KEY (subscription, due)
) STRICT;

CREATE INDEX digest_runs_open ON digest_runs (guild, channel) WHERE state IN ('open', 'composed');
CREATE INDEX digest_runs_by_lease ON digest_runs (lease) WHERE state IN ('open', 'composed');
CREATE INDEX digest_runs_by_channel ON digest_runs (guild, channel, due);
CREATE INDEX digest_runs_by_age ON digest_runs (due);

CREATE TABLE brief_sources (
  article TEXT NOT NULL,
  guild   TEXT NOT NULL,
  brief   TEXT NOT NULL,
  PRIMARY KEY (article, guild, brief)
) STRICT, WITHOUT ROWID;

CREATE INDEX brief_sources_by_brief ON brief_sources (guild, brief);

CREATE TRIGGER brief_sources_come AFTER INSERT ON briefs BEGIN
  INSERT OR IGNORE INTO brief_sources (article, guild, brief)
    SELECT value ->> '$.id', new.guild, new.id FROM json_each(new.brief, '$.sources') WHERE value ->> '$.id' <> '';
END;

CREATE TRIGGER brief_sources_go AFTER DELETE ON briefs BEGIN
  DELETE FROM brief_sources WHERE guild = old.guild AND brief = old.id;
  DELETE FROM corrections WHERE guild = old.guild AND brief = old.id;
END;

INSERT OR IGNORE INTO brief_sources (article, guild, brief)
  SELECT s.value ->> '$.id', b.guild, b.id FROM briefs b, json_each(b.brief, '$.sources') s WHERE s.value ->> '$.id' <> '';

-- Briefs that cite what has changed since, and have yet to be marked.
CREATE TABLE corrections (
  guild TEXT    NOT NULL,
  brief TEXT    NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  again INTEGER NOT NULL DEFAULT 0,     -- not to be tried before
  PRIMARY KEY (guild, brief)
) STRICT, WITHOUT ROWID;

-- How far the change log has been looked through for those: one row.
CREATE TABLE corrected (seq INTEGER NOT NULL) STRICT;

INSERT INTO corrected SELECT coalesce(max(seq), 0) FROM changes;
