-- What readers say of briefs, and what they asked that the articles do not
-- answer, for those who manage a server.

-- A report is of a claim of a brief that is kept, by its number; it goes with the
-- brief.
CREATE TABLE reports (
  guild  TEXT    NOT NULL,
  brief  TEXT    NOT NULL,
  claim  INTEGER NOT NULL, -- from 1, in the order in which the brief has them
  person TEXT    NOT NULL,
  reason TEXT    NOT NULL, -- irrelevant, outdated, misread, other
  at     INTEGER NOT NULL, -- Unix seconds
  PRIMARY KEY (guild, brief, claim, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX reports_by_age ON reports (guild, at);
CREATE INDEX reports_by_person ON reports (person);

CREATE TRIGGER reports_go AFTER DELETE ON briefs BEGIN
  DELETE FROM reports WHERE guild = old.guild AND brief = old.id;
END;

-- Who asked is not kept.
CREATE TABLE unanswered (
  guild    TEXT    NOT NULL,
  question TEXT    NOT NULL,
  times    INTEGER NOT NULL,
  asked    INTEGER NOT NULL, -- last, Unix seconds
  PRIMARY KEY (guild, question)
) STRICT, WITHOUT ROWID;

CREATE INDEX unanswered_by_age ON unanswered (guild, asked);
