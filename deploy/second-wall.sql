-- A second wall between servers, for an archive in PostgreSQL: the bot serves as a role that
-- owns no table, and sees of the articles only those of the collections that each transaction
-- names, whatever its statements say. See docs/operating.md. To be run by the owner, after
-- the bot has been started once as the owner, and again after each upgrade:
--
--   createuser --pwprompt sitrep_serve
--   psql --single-transaction --file second-wall.sql postgres://sitrep@db.example/sitrep

DO $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO sitrep_serve', current_schema());
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO sitrep_serve', current_schema());
  EXECUTE format('GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA %I TO sitrep_serve', current_schema());
END $$;

-- With no scope set, nothing is seen.
DO $$
DECLARE
  named text;
  anything constant text := '(SELECT current_setting(''sitrep.scope'', true)) = ''*''';
BEGIN
  FOREACH named IN ARRAY ARRAY['articles', 'article_topics', 'title_words'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', named);
    EXECUTE format('DROP POLICY IF EXISTS scope ON %I', named);
    EXECUTE format('CREATE POLICY scope ON %I USING (' || anything ||
      ' OR collection = ANY ((SELECT string_to_array(current_setting(''sitrep.scope'', true), '' ''))::text[]))', named);
  END LOOP;
  -- What belongs to an article is seen where that is.
  FOREACH named IN ARRAY ARRAY['revisions', 'passages', 'embeddings'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', named);
    EXECUTE format('DROP POLICY IF EXISTS scope ON %I', named);
    EXECUTE format('CREATE POLICY scope ON %1$I USING (' || anything ||
      ' OR EXISTS (SELECT FROM articles a WHERE a.key = %1$I.article))', named);
  END LOOP;
END $$;
