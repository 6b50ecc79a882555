-- What is read while somebody waits at a keyboard, or in a list, is found by an
-- index: titles by how their words begin, lists of one outlet, what came into a
-- collection last.

-- Where the words of live articles' titles begin, each with what follows it
-- there; see titleStarts, which title_starts is. Triggers keep it, so that
-- whatever changes an article keeps it in step.
CREATE TABLE title_words (
  collection TEXT    NOT NULL,
  rest       TEXT    NOT NULL,
  article    INTEGER NOT NULL, -- an article's key
  PRIMARY KEY (collection, rest, article)
) STRICT, WITHOUT ROWID;

INSERT INTO title_words (collection, rest, article)
SELECT a.collection, w.value, a.key FROM articles a, json_each(title_starts(a.title)) w WHERE a.status = 'live';

CREATE TRIGGER title_words_come AFTER INSERT ON articles WHEN new.status = 'live' BEGIN
  INSERT INTO title_words (collection, rest, article)
  SELECT new.collection, value, new.key FROM json_each(title_starts(new.title));
END;

CREATE TRIGGER title_words_change AFTER UPDATE OF title, status ON articles
WHEN old.title <> new.title OR old.status <> new.status BEGIN
  DELETE FROM title_words
  WHERE collection = old.collection AND article = old.key AND rest IN (SELECT value FROM json_each(title_starts(old.title)));
  INSERT INTO title_words (collection, rest, article)
  SELECT new.collection, value, new.key FROM json_each(title_starts(new.title)) WHERE new.status = 'live';
END;

CREATE TRIGGER title_words_go AFTER DELETE ON articles BEGIN
  DELETE FROM title_words
  WHERE collection = old.collection AND article = old.key AND rest IN (SELECT value FROM json_each(title_starts(old.title)));
END;

-- With the status, lists and counts read no article that they leave out.
DROP INDEX articles_by_date;
CREATE INDEX articles_by_date ON articles (collection, status, published DESC, precision DESC, id);
CREATE INDEX articles_by_outlet ON articles (collection, status, outlet, published DESC, precision DESC, id);

CREATE INDEX changes_by_collection ON changes (collection, seq, article);
