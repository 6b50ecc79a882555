-- What each server keeps is counted as it comes and goes, so that it can be held
-- to a quota. The counts change in the transaction that changes what they count.

-- Of all revisions of an article: see weight.
ALTER TABLE articles ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
-- That a server's own article brings into the index.
ALTER TABLE articles ADD COLUMN terms INTEGER NOT NULL DEFAULT 0;

UPDATE articles SET bytes = (
  SELECT sum(octet_length(title) + octet_length(outlet) + octet_length(url) + octet_length(file) + octet_length(byline)
    + octet_length(language) + octet_length(origin) + octet_length(sentences) + octet_length(body)
    + 32 * (SELECT count(*) FROM passages p WHERE p.article = r.article AND p.revision = r.revision))
  FROM revisions r WHERE r.article = articles.key);

-- Those that are there already are put at a twelfth of their bytes, which is a
-- little more than news have, and at no more than an article may bring.
UPDATE articles SET terms = min(20000, (
  SELECT octet_length(r.body) / 12 + 1 FROM revisions r WHERE r.article = articles.key AND r.revision = articles.revision))
WHERE status = 'live' AND collection <> 'public';

CREATE TABLE holdings (
  collection TEXT    NOT NULL PRIMARY KEY,
  articles   INTEGER NOT NULL,
  bytes      INTEGER NOT NULL,
  terms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO holdings SELECT collection, count(*), sum(bytes), sum(terms) FROM articles GROUP BY collection;

CREATE TRIGGER holdings_come AFTER INSERT ON articles BEGIN
  INSERT INTO holdings (collection, articles, bytes, terms) VALUES (new.collection, 1, new.bytes, new.terms)
    ON CONFLICT DO UPDATE SET articles = articles + 1, bytes = bytes + excluded.bytes, terms = terms + excluded.terms;
END;

CREATE TRIGGER holdings_change AFTER UPDATE OF bytes, terms ON articles BEGIN
  UPDATE holdings SET bytes = bytes + new.bytes - old.bytes, terms = terms + new.terms - old.terms
    WHERE collection = new.collection;
END;

CREATE TRIGGER holdings_go AFTER DELETE ON articles BEGIN
  UPDATE holdings SET articles = articles - 1, bytes = bytes - old.bytes, terms = terms - old.terms
    WHERE collection = old.collection;
END;

-- Briefs are kept compressed: their sentences stand in them two or three times,
-- as a claim, as what it cites, and in the timeline. What articles they name is
-- noted when they are kept, since nobody can search them for it.
DROP TRIGGER brief_sources_come;

INSERT OR IGNORE INTO brief_sources (article, guild, brief)
  SELECT t.value, b.guild, b.id FROM briefs b, json_tree(b.brief) t
  WHERE t.type = 'text' AND length(t.value) = 16 AND t.value NOT GLOB '*[^0-9a-f]*';

ALTER TABLE briefs ADD COLUMN packed BLOB NOT NULL DEFAULT x'';
UPDATE briefs SET packed = sitrep_pack(brief);
ALTER TABLE briefs DROP COLUMN brief;

-- Each server's, and in direct messages each person's, the oldest first.
CREATE INDEX briefs_by_keeper ON briefs (guild, (iif(guild = '', user, '')), created);

CREATE TABLE brief_holdings (
  guild  TEXT    NOT NULL,
  person TEXT    NOT NULL,       -- empty in servers
  briefs INTEGER NOT NULL,
  bytes  INTEGER NOT NULL,
  PRIMARY KEY (guild, person)
) STRICT, WITHOUT ROWID;

INSERT INTO brief_holdings
  SELECT guild, iif(guild = '', user, ''), count(*), sum(octet_length(packed)) FROM briefs GROUP BY 1, 2;

CREATE TRIGGER brief_holdings_come AFTER INSERT ON briefs BEGIN
  INSERT INTO brief_holdings (guild, person, briefs, bytes)
    VALUES (new.guild, iif(new.guild = '', new.user, ''), 1, octet_length(new.packed))
    ON CONFLICT DO UPDATE SET briefs = briefs + 1, bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER brief_holdings_change AFTER UPDATE OF packed ON briefs BEGIN
  UPDATE brief_holdings SET bytes = bytes + octet_length(new.packed) - octet_length(old.packed)
    WHERE guild = new.guild AND person = iif(new.guild = '', new.user, '');
END;

-- A row of nobody's briefs would tell that somebody had some.
CREATE TRIGGER brief_holdings_go AFTER DELETE ON briefs BEGIN
  UPDATE brief_holdings SET briefs = briefs - 1, bytes = bytes - octet_length(old.packed)
    WHERE guild = old.guild AND person = iif(old.guild = '', old.user, '');
  DELETE FROM brief_holdings WHERE guild = old.guild AND person = iif(old.guild = '', old.user, '') AND briefs = 0;
END;
