-- What was asked in Discord, so that a follow-up can be understood and "what is
-- new" can be told. All of it is the words or the doings of people, and is
-- deleted when they ask for it.

-- The questions of conversations, oldest first by key.
CREATE TABLE turns (
  key        INTEGER PRIMARY KEY AUTOINCREMENT,
  guild      TEXT    NOT NULL,  -- empty for direct messages
  channel    TEXT    NOT NULL,  -- or thread
  person     TEXT    NOT NULL,  -- whose conversation it is; empty where all who write in a thread share it
  author     TEXT    NOT NULL,  -- who asked
  asked      INTEGER NOT NULL,
  question   TEXT    NOT NULL,  -- as it was asked
  standalone TEXT    NOT NULL,  -- as it was understood
  brief      TEXT    NOT NULL,  -- id of the answer; empty where none was kept
  fresh      INTEGER NOT NULL   -- 1 where it stands by itself: what was asked before does not matter to it, nor to what follows
) STRICT;

CREATE INDEX turns_by_conversation ON turns (guild, channel, person, key);
CREATE INDEX turns_by_author ON turns (author);
CREATE INDEX turns_by_age ON turns (asked);

-- Threads that the bot opened under a brief.
CREATE TABLE threads (
  guild   TEXT    NOT NULL,
  channel TEXT    NOT NULL,     -- the thread's own id
  brief   TEXT    NOT NULL,     -- what it was opened about
  opener  TEXT    NOT NULL,     -- who had it opened
  opened  INTEGER NOT NULL,
  PRIMARY KEY (guild, channel)
) STRICT, WITHOUT ROWID;

CREATE INDEX threads_by_age ON threads (opened);

-- How far a channel, or a person in it, has been told about a topic.
CREATE TABLE visits (
  guild   TEXT    NOT NULL,
  channel TEXT    NOT NULL,
  person  TEXT    NOT NULL,
  topic   TEXT    NOT NULL,     -- folded; empty for everything
  seq     INTEGER NOT NULL,     -- the newest change of the corpus by then; see changes
  asked   INTEGER NOT NULL,
  brief   TEXT    NOT NULL,     -- id of what was told
  earlier TEXT    NOT NULL DEFAULT '[]', -- a JSON array of the ids told before, newest first
  PRIMARY KEY (guild, channel, person, topic)
) STRICT, WITHOUT ROWID;

CREATE INDEX visits_by_person ON visits (person);
CREATE INDEX visits_by_age ON visits (asked);

-- A brief is found by the message that shows it, and by who asked for it.
ALTER TABLE briefs ADD COLUMN message TEXT NOT NULL DEFAULT ''; -- id of the message; empty until it is posted

CREATE INDEX briefs_by_message ON briefs (guild, message);
CREATE INDEX briefs_by_user ON briefs (user);
CREATE INDEX briefs_by_place ON briefs (guild, channel);
