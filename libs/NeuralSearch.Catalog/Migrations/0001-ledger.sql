-- "NSCA": tells this file from any other SQLite database.
PRAGMA application_id = 1314079553;

-- AUTOINCREMENT never gives an id twice: a commit for a collection that was deleted and created again meanwhile
-- fails on the foreign key instead of landing in the new one.
CREATE TABLE collections (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT    NOT NULL UNIQUE,
    incarnation      TEXT    NOT NULL,
    model            TEXT    NOT NULL,
    may_hold_unknown INTEGER NOT NULL,
    created_at       INTEGER NOT NULL
);

-- content_hash is null while chunks of the document are being written or deleted (see LedgerEntry).
CREATE TABLE documents (
    collection_id INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    document_id   TEXT    NOT NULL,
    content_hash  BLOB,
    chunk_count   INTEGER NOT NULL,
    source        TEXT    NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (collection_id, document_id)
) WITHOUT ROWID;

CREATE TABLE ingestions (
    sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL UNIQUE,
    source      TEXT    NOT NULL,
    collection  TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    accepted    INTEGER NOT NULL,
    embedded    INTEGER NOT NULL,
    stored      INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    failed      INTEGER NOT NULL,
    chunks      INTEGER NOT NULL,
    total       INTEGER,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    error       TEXT
);

-- line_limit is null when every line was asked for.
CREATE TABLE samples (
    collection TEXT    PRIMARY KEY,
    state      TEXT    NOT NULL,
    line_limit INTEGER,
    updated_at INTEGER NOT NULL
) WITHOUT ROWID;
