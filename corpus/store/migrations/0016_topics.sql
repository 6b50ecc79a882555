-- What the current revision of an article names, found once, as it comes in: by
-- collection, with the date, so that topics are counted in one pass. A row that
-- is missing, or found by other rules, is made when topics are next asked for.
CREATE TABLE article_topics (
  collection TEXT    NOT NULL,
  article    INTEGER NOT NULL,
  published  INTEGER,             -- as in articles
  precision  INTEGER NOT NULL,
  version    INTEGER NOT NULL,    -- of the rules by which the names were found
  names      BLOB    NOT NULL,    -- see topics.Index.Read
  PRIMARY KEY (collection, article)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER article_topics_go AFTER DELETE ON articles BEGIN
  DELETE FROM article_topics WHERE collection = old.collection AND article = old.key;
END;
