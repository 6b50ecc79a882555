-- An article is of the day on which its outlet published it there. Where the
-- instant is known, published is what the outlet's clock showed then, as if that
-- clock were in UTC, and ahead by how many minutes it was ahead of UTC. Of the
-- articles that are there already only the instant is known: they stay on its day
-- in UTC until they come in again.

ALTER TABLE revisions ADD COLUMN ahead INTEGER NOT NULL DEFAULT 0;
