-- When an article was retracted, and why; both are set while its status is so.

ALTER TABLE articles ADD COLUMN retracted INTEGER;               -- whole seconds of UTC since 1970
ALTER TABLE articles ADD COLUMN reason    TEXT NOT NULL DEFAULT '';
