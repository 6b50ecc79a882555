-- The articles of a story stand in the order in which they are told, and are
-- counted, so that a story of thousands is read as fast as any. Triggers keep
-- both, so that whatever changes a wording, an article or a date keeps them in
-- step.

-- That of its wording, null where the article has none.
ALTER TABLE articles ADD COLUMN story INTEGER;

UPDATE articles SET story = (SELECT w.story FROM wordings w WHERE w.key = articles.wording) WHERE wording IS NOT NULL;

CREATE INDEX articles_by_story ON articles (story, (published IS NULL), published, precision, id) WHERE story IS NOT NULL;

CREATE TABLE stories (
  story    INTEGER PRIMARY KEY,
  articles INTEGER NOT NULL
) STRICT;

INSERT INTO stories SELECT story, count(*) FROM articles WHERE story IS NOT NULL GROUP BY story;

CREATE TRIGGER stories_of_wordings AFTER UPDATE OF story ON wordings BEGIN
  UPDATE articles SET story = new.story WHERE wording = new.key;
END;

CREATE TRIGGER stories_of_articles AFTER UPDATE OF wording ON articles BEGIN
  UPDATE articles SET story = (SELECT w.story FROM wordings w WHERE w.key = new.wording) WHERE key = new.key;
END;

CREATE TRIGGER stories_come AFTER INSERT ON articles WHEN new.story IS NOT NULL BEGIN
  INSERT INTO stories (story, articles) VALUES (new.story, 1) ON CONFLICT DO UPDATE SET articles = articles + 1;
END;

CREATE TRIGGER stories_change AFTER UPDATE OF story ON articles WHEN old.story IS NOT new.story BEGIN
  UPDATE stories SET articles = articles - 1 WHERE story = old.story;
  DELETE FROM stories WHERE story = old.story AND articles = 0;
  INSERT INTO stories (story, articles) SELECT new.story, 1 WHERE new.story IS NOT NULL
    ON CONFLICT DO UPDATE SET articles = articles + 1;
END;

CREATE TRIGGER stories_go AFTER DELETE ON articles WHEN old.story IS NOT NULL BEGIN
  UPDATE stories SET articles = articles - 1 WHERE story = old.story;
  DELETE FROM stories WHERE story = old.story AND articles = 0;
END;
