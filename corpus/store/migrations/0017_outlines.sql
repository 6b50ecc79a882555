-- What tells of most wordings that they are no copies of another without reading
-- them; see syndication.Outline. Null in those that an older version wrote.

ALTER TABLE wordings ADD COLUMN outline BLOB;
