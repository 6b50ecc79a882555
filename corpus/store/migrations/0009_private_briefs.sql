-- Who alone may see a brief, and by which command it was asked for: what is
-- asked when a button of it is pressed. Before, a button's ID was enough.
ALTER TABLE briefs ADD COLUMN person  TEXT NOT NULL DEFAULT ''; -- who alone may see it; empty for all in its channel
ALTER TABLE briefs ADD COLUMN command TEXT NOT NULL DEFAULT ''; -- empty for digests, and where it is not known
CREATE INDEX briefs_by_person ON briefs (person);

-- Of direct messages it was for whoever asked. Of checks of messages it is not
-- known, since they were kept for the author of the message: so for nobody.
UPDATE briefs SET person = user WHERE guild = '';
UPDATE briefs SET person = '?' WHERE brief ->> '$.checked' <> '';

-- What the brief of a run is saved under; empty where it is not written yet, or
-- was by a version that made it of the subscription and the time it was due.
ALTER TABLE digest_runs ADD COLUMN brief TEXT NOT NULL DEFAULT '';
