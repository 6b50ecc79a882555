-- The whole schema as it is after the migrations up to this one, for PostgreSQL, which
-- has had none of those before. What tables and columns mean is told where they were
-- made, in the migrations for SQLite. What is different:
--
--   - functions of SQLite's that statements use are made here;
--   - the words of titles are written by the program, which the server cannot call, and
--     go with their article;
--   - what writers look up before they write is held by unique indexes, too;
--   - rowid, which SQLite has by itself, is a column.

CREATE TABLE schema_version (version INTEGER NOT NULL);

INSERT INTO schema_version VALUES (0);

CREATE FUNCTION json_each(list text) RETURNS TABLE (key bigint, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
  AS $$ SELECT e.ordinality - 1, e.value FROM jsonb_array_elements_text(list::jsonb) WITH ORDINALITY AS e (value, ordinality) $$;

CREATE FUNCTION iif(condition boolean, yes text, no text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN condition THEN yes ELSE no END $$;

CREATE FUNCTION instr(whole text, part text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT strpos(whole, part)::bigint $$;

CREATE FUNCTION max(a bigint, b bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT greatest(a, b) $$;

CREATE TABLE wordings (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  digest BLOB NOT NULL UNIQUE,
  story INTEGER NOT NULL,
  signature BLOB NOT NULL,
  outline BLOB
);

CREATE TABLE articles (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  collection TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'retracted')),
  revision INTEGER NOT NULL CHECK (revision > 0),
  published INTEGER,
  precision INTEGER NOT NULL,
  outlet TEXT NOT NULL,
  title TEXT NOT NULL,
  retracted INTEGER,
  reason TEXT NOT NULL DEFAULT '',
  bytes INTEGER NOT NULL DEFAULT 0,
  terms INTEGER NOT NULL DEFAULT 0,
  wording INTEGER REFERENCES wordings (key),
  story INTEGER
);

CREATE TABLE revisions (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  hash BLOB NOT NULL,
  title TEXT NOT NULL,
  title_derived INTEGER NOT NULL,
  outlet TEXT NOT NULL,
  url TEXT NOT NULL,
  file TEXT NOT NULL,
  byline TEXT NOT NULL,
  language TEXT NOT NULL,
  published INTEGER,
  precision INTEGER NOT NULL CHECK (precision BETWEEN 0 AND 4 AND (precision = 0) = (published IS NULL)),
  origin TEXT NOT NULL,
  stored INTEGER NOT NULL DEFAULT (extract(epoch FROM now())::bigint),
  sentences BLOB NOT NULL,
  body TEXT NOT NULL,
  ahead INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (article, revision)
);

CREATE TABLE passages (
  article INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (article, revision, ordinal),
  FOREIGN KEY (article, revision) REFERENCES revisions (article, revision) ON DELETE CASCADE
);

CREATE TABLE article_topics (
  collection TEXT NOT NULL,
  article INTEGER NOT NULL,
  published INTEGER,
  precision INTEGER NOT NULL,
  version INTEGER NOT NULL,
  names BLOB NOT NULL,
  PRIMARY KEY (collection, article)
);

CREATE TABLE brief_holdings (
  guild TEXT NOT NULL,
  person TEXT NOT NULL,
  briefs INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (guild, person)
);

CREATE TABLE brief_sources (
  article TEXT NOT NULL,
  guild TEXT NOT NULL,
  brief TEXT NOT NULL,
  PRIMARY KEY (article, guild, brief)
);

CREATE TABLE briefs (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  guild TEXT NOT NULL,
  id TEXT NOT NULL,
  channel TEXT NOT NULL,
  user TEXT NOT NULL,
  created INTEGER NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  person TEXT NOT NULL DEFAULT '',
  command TEXT NOT NULL DEFAULT '',
  packed BLOB NOT NULL DEFAULT '',
  PRIMARY KEY (guild, id)
);

CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  article TEXT NOT NULL,
  collection TEXT NOT NULL,
  chain INTEGER NOT NULL
);

CREATE TABLE clock (
  believed INTEGER NOT NULL,
  leapt INTEGER,
  seen INTEGER,
  probes INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE common_keys (
  hash INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (hash, rank, wording)
);

CREATE TABLE corrected (
  seq INTEGER NOT NULL
);

CREATE TABLE corrections (
  guild TEXT NOT NULL,
  brief TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  again INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (guild, brief)
);

CREATE TABLE digest_runs (
  subscription INTEGER NOT NULL,
  due INTEGER NOT NULL,
  guild TEXT NOT NULL,
  channel TEXT NOT NULL,
  topic TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'composed', 'posted', 'silent', 'skipped', 'failed')),
  holder TEXT NOT NULL,
  lease INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL DEFAULT 0,
  parts TEXT NOT NULL DEFAULT '[]',
  told TEXT NOT NULL DEFAULT '[]',
  messages TEXT NOT NULL DEFAULT '[]',
  thread TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  ended INTEGER,
  brief TEXT NOT NULL DEFAULT '',
  forum INTEGER NOT NULL DEFAULT 0,
  story TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (subscription, due)
);

CREATE TABLE embeddings (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  model TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (article, ordinal)
);

CREATE TABLE feeds (
  key INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  next_poll INTEGER,
  interval INTEGER NOT NULL CHECK (interval > 0),
  failures INTEGER NOT NULL,
  last_success INTEGER,
  last_error TEXT NOT NULL,
  gained INTEGER NOT NULL,
  UNIQUE (collection, url)
);

CREATE TABLE feed_entries (
  feed INTEGER NOT NULL REFERENCES feeds (key) ON DELETE CASCADE,
  entry BLOB NOT NULL,
  version BLOB NOT NULL,
  attempts INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  PRIMARY KEY (feed, entry)
);

CREATE TABLE holdings (
  collection TEXT NOT NULL PRIMARY KEY,
  articles INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  terms INTEGER NOT NULL
);

CREATE TABLE near (
  wording INTEGER NOT NULL,
  other INTEGER NOT NULL,
  PRIMARY KEY (wording, other)
);

CREATE TABLE recent_keys (
  hash INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (hash, wording)
);

CREATE TABLE replies (
  model TEXT NOT NULL,
  prompt TEXT NOT NULL,
  person TEXT NOT NULL,
  asked INTEGER NOT NULL,
  reply TEXT NOT NULL,
  PRIMARY KEY (model, prompt)
);

CREATE TABLE reports (
  guild TEXT NOT NULL,
  brief TEXT NOT NULL,
  claim INTEGER NOT NULL,
  person TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (guild, brief, claim, person)
);

CREATE TABLE settings (
  owner TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (owner, key)
);

CREATE TABLE signature_keys (
  hash INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (hash, wording)
);

CREATE TABLE stories (
  story BIGINT PRIMARY KEY,
  articles INTEGER NOT NULL
);

CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  guild TEXT NOT NULL,
  channel TEXT NOT NULL,
  topic TEXT NOT NULL,
  schedule TEXT NOT NULL,
  detail TEXT NOT NULL,
  language TEXT NOT NULL,
  silent INTEGER NOT NULL,
  owner TEXT NOT NULL,
  created INTEGER NOT NULL,
  due INTEGER,
  paused TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL DEFAULT 0,
  forum INTEGER NOT NULL DEFAULT 0,
  publish INTEGER NOT NULL DEFAULT 0,
  quiet INTEGER NOT NULL DEFAULT 0,
  feed TEXT NOT NULL DEFAULT '',
  direct INTEGER NOT NULL DEFAULT 0,
  outlets INTEGER NOT NULL DEFAULT 0,
  most INTEGER NOT NULL DEFAULT 0,
  role TEXT NOT NULL DEFAULT ''
);

CREATE TABLE threads (
  guild TEXT NOT NULL,
  channel TEXT NOT NULL,
  brief TEXT NOT NULL,
  opener TEXT NOT NULL,
  opened INTEGER NOT NULL,
  PRIMARY KEY (guild, channel)
);

CREATE TABLE title_words (
  collection TEXT NOT NULL,
  rest TEXT NOT NULL,
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  PRIMARY KEY (collection, rest, article)
);

CREATE TABLE turns (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  guild TEXT NOT NULL,
  channel TEXT NOT NULL,
  person TEXT NOT NULL,
  author TEXT NOT NULL,
  asked INTEGER NOT NULL,
  question TEXT NOT NULL,
  standalone TEXT NOT NULL,
  brief TEXT NOT NULL,
  fresh INTEGER NOT NULL
);

CREATE TABLE unanswered (
  guild TEXT NOT NULL,
  question TEXT NOT NULL,
  times INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  PRIMARY KEY (guild, question)
);

CREATE TABLE uncompared (
  article BIGINT PRIMARY KEY
);

CREATE TABLE usage (
  guild TEXT NOT NULL,
  day TEXT NOT NULL,
  model TEXT NOT NULL,
  requests INTEGER NOT NULL,
  prompt INTEGER NOT NULL,
  reply INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  PRIMARY KEY (guild, day, model)
);

CREATE TABLE visits (
  guild TEXT NOT NULL,
  channel TEXT NOT NULL,
  person TEXT NOT NULL,
  topic TEXT NOT NULL,
  seq INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  brief TEXT NOT NULL,
  earlier TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (guild, channel, person, topic)
);

CREATE INDEX articles_by_date ON articles (collection, status, published DESC NULLS LAST, precision DESC, id);
CREATE INDEX articles_by_outlet ON articles (collection, status, outlet, published DESC NULLS LAST, precision DESC, id);
CREATE INDEX articles_by_story ON articles (story, (published IS NULL), published, precision, id) WHERE story IS NOT NULL;
CREATE INDEX articles_by_wording ON articles (wording) WHERE wording IS NOT NULL;
CREATE INDEX brief_sources_by_brief ON brief_sources (guild, brief);
CREATE INDEX briefs_by_age ON briefs (created);
CREATE INDEX briefs_by_id ON briefs (id);
CREATE INDEX briefs_by_keeper ON briefs (guild, (iif(guild = '', user, '')), created);
CREATE INDEX briefs_by_message ON briefs (guild, message);
CREATE INDEX briefs_by_person ON briefs (person);
CREATE INDEX briefs_by_place ON briefs (guild, channel);
CREATE INDEX briefs_by_user ON briefs (user);
CREATE INDEX changes_by_article ON changes (article, seq);
CREATE INDEX changes_by_collection ON changes (collection, seq, article);
CREATE INDEX digest_runs_by_age ON digest_runs (due);
CREATE INDEX digest_runs_by_channel ON digest_runs (guild, channel, due);
CREATE INDEX digest_runs_by_lease ON digest_runs (lease) WHERE state IN ('open', 'composed');
CREATE INDEX replies_by_age ON replies (asked);
CREATE INDEX replies_by_person ON replies (person);
CREATE INDEX reports_by_age ON reports (guild, at);
CREATE INDEX reports_by_person ON reports (person);
CREATE INDEX subscriptions_by_due ON subscriptions (due, id) WHERE due IS NOT NULL;
CREATE INDEX subscriptions_by_guild ON subscriptions (guild, id);
CREATE INDEX subscriptions_by_owner ON subscriptions (owner);
CREATE INDEX threads_by_age ON threads (opened);
CREATE INDEX turns_by_age ON turns (asked);
CREATE INDEX turns_by_author ON turns (author);
CREATE INDEX turns_by_conversation ON turns (guild, channel, person, key);
CREATE INDEX unanswered_by_age ON unanswered (guild, asked);
CREATE INDEX visits_by_age ON visits (asked);
CREATE INDEX visits_by_person ON visits (person);
CREATE INDEX wordings_by_story ON wordings (story);
CREATE UNIQUE INDEX subscriptions_by_feed ON subscriptions (feed) WHERE feed <> '';CREATE UNIQUE INDEX digest_runs_open ON digest_runs (guild, channel) WHERE state IN ('open', 'composed');
CREATE UNIQUE INDEX subscriptions_by_topic ON subscriptions (guild, channel, lower(topic), (schedule LIKE 'live %'));
CREATE INDEX feeds_by_turn ON feeds (next_poll, key) WHERE next_poll IS NOT NULL;
CREATE INDEX title_words_by_article ON title_words (article);

INSERT INTO clock (believed) VALUES (0);
INSERT INTO corrected (seq) VALUES (0);

-- What is indexed has a bound here; lists by an outlet of so long a name find nothing.
CREATE FUNCTION outlet_bounded() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  new.outlet := left(new.outlet, 500);
  RETURN new;
END $$;

CREATE TRIGGER outlet_bounded BEFORE INSERT OR UPDATE OF outlet ON articles FOR EACH ROW
  WHEN (octet_length(new.outlet) > 2000) EXECUTE FUNCTION outlet_bounded();

-- Triggers, as in SQLite.

CREATE FUNCTION articles_come() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO holdings (collection, articles, bytes, terms) VALUES (new.collection, 1, new.bytes, new.terms)
    ON CONFLICT (collection) DO UPDATE SET articles = holdings.articles + 1,
      bytes = holdings.bytes + excluded.bytes, terms = holdings.terms + excluded.terms;
  IF new.story IS NOT NULL THEN
    INSERT INTO stories (story, articles) VALUES (new.story, 1) ON CONFLICT (story) DO UPDATE SET articles = stories.articles + 1;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER articles_come AFTER INSERT ON articles FOR EACH ROW EXECUTE FUNCTION articles_come();

CREATE FUNCTION articles_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE holdings SET articles = articles - 1, bytes = bytes - old.bytes, terms = terms - old.terms
    WHERE collection = old.collection;
  IF old.story IS NOT NULL THEN
    UPDATE stories SET articles = articles - 1 WHERE story = old.story;
    DELETE FROM stories WHERE story = old.story AND articles = 0;
  END IF;
  DELETE FROM article_topics WHERE collection = old.collection AND article = old.key;
  RETURN NULL;
END $$;

CREATE TRIGGER articles_go AFTER DELETE ON articles FOR EACH ROW EXECUTE FUNCTION articles_go();

CREATE FUNCTION holdings_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE holdings SET bytes = bytes + new.bytes - old.bytes, terms = terms + new.terms - old.terms
    WHERE collection = new.collection;
  RETURN NULL;
END $$;

CREATE TRIGGER holdings_change AFTER UPDATE OF bytes, terms ON articles FOR EACH ROW EXECUTE FUNCTION holdings_change();

-- Only what is live has words.
CREATE FUNCTION title_words_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM title_words WHERE article = new.key;
  RETURN NULL;
END $$;

CREATE TRIGGER title_words_go AFTER UPDATE OF status ON articles FOR EACH ROW
  WHEN (old.status <> new.status) EXECUTE FUNCTION title_words_go();

CREATE FUNCTION stories_of_articles() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  new.story := (SELECT w.story FROM wordings w WHERE w.key = new.wording);
  RETURN new;
END $$;

CREATE TRIGGER stories_of_articles BEFORE UPDATE OF wording ON articles FOR EACH ROW EXECUTE FUNCTION stories_of_articles();

CREATE FUNCTION stories_of_wordings() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE articles SET story = new.story WHERE wording = new.key;
  RETURN NULL;
END $$;

CREATE TRIGGER stories_of_wordings AFTER UPDATE OF story ON wordings FOR EACH ROW EXECUTE FUNCTION stories_of_wordings();

CREATE FUNCTION stories_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE stories SET articles = articles - 1 WHERE story = old.story;
  DELETE FROM stories WHERE story = old.story AND articles = 0;
  IF new.story IS NOT NULL THEN
    INSERT INTO stories (story, articles) VALUES (new.story, 1) ON CONFLICT (story) DO UPDATE SET articles = stories.articles + 1;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER stories_change AFTER UPDATE ON articles FOR EACH ROW
  WHEN (old.story IS DISTINCT FROM new.story) EXECUTE FUNCTION stories_change();

CREATE FUNCTION briefs_come() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO brief_holdings (guild, person, briefs, bytes)
    VALUES (new.guild, iif(new.guild = '', new.user, ''), 1, octet_length(new.packed))
    ON CONFLICT (guild, person) DO UPDATE SET briefs = brief_holdings.briefs + 1, bytes = brief_holdings.bytes + excluded.bytes;
  RETURN NULL;
END $$;

CREATE TRIGGER briefs_come AFTER INSERT ON briefs FOR EACH ROW EXECUTE FUNCTION briefs_come();

CREATE FUNCTION briefs_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE brief_holdings SET bytes = bytes + octet_length(new.packed) - octet_length(old.packed)
    WHERE guild = new.guild AND person = iif(new.guild = '', new.user, '');
  RETURN NULL;
END $$;

CREATE TRIGGER briefs_change AFTER UPDATE OF packed ON briefs FOR EACH ROW EXECUTE FUNCTION briefs_change();

CREATE FUNCTION briefs_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM brief_sources WHERE guild = old.guild AND brief = old.id;
  DELETE FROM corrections WHERE guild = old.guild AND brief = old.id;
  DELETE FROM reports WHERE guild = old.guild AND brief = old.id;
  UPDATE brief_holdings SET briefs = briefs - 1, bytes = bytes - octet_length(old.packed)
    WHERE guild = old.guild AND person = iif(old.guild = '', old.user, '');
  DELETE FROM brief_holdings WHERE guild = old.guild AND person = iif(old.guild = '', old.user, '') AND briefs = 0;
  RETURN NULL;
END $$;

CREATE TRIGGER briefs_go AFTER DELETE ON briefs FOR EACH ROW EXECUTE FUNCTION briefs_go();
