-- What the current revision of an article names, found once, as it comes in. A
-- row that is missing, or found by other rules, is made when topics are next
-- asked for.
CREATE TABLE article_topics (
  article INTEGER PRIMARY KEY REFERENCES articles (key) ON DELETE CASCADE,
  version TEXT    NOT NULL,       -- of the rules by which the names were found
  names   BLOB    NOT NULL        -- see topics.Index.Read
) STRICT;
