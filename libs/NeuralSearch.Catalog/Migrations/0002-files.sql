-- The file of a source that a document came from, as a relative path; null for a document that came without a file.
ALTER TABLE documents ADD COLUMN file TEXT;

-- The documents of a source in the order of their ids: what a sweep walks through (the primary key is part of it).
CREATE INDEX documents_by_source ON documents (collection_id, source);

ALTER TABLE ingestions ADD COLUMN files INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ingestions ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
