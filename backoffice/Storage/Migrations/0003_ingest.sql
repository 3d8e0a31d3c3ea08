-- Records as they came, and what could not become one.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    journal_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    contiguous_number INTEGER NOT NULL,
    contiguous_tag BLOB NOT NULL CHECK (length(contiguous_tag) = 16),
    first_seen_utc_ms INTEGER NOT NULL,
    UNIQUE (charge_point_id, journal_id),
    UNIQUE (charge_point_id, ordinal)
);

-- utc_ms: the record's own time, 0 while its charge point did not know it.
CREATE TABLE record (
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    number INTEGER NOT NULL,
    type INTEGER NOT NULL,
    utc_ms INTEGER NOT NULL,
    bytes BLOB NOT NULL CHECK (length(bytes) = 64),
    received_utc_ms INTEGER NOT NULL,
    PRIMARY KEY (journal_row, number)
) WITHOUT ROWID;

CREATE INDEX record_by_time ON record (utc_ms);

CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
BEGIN
    SELECT RAISE(ABORT, 'a record is never changed');
END;

CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
BEGIN
    SELECT RAISE(ABORT, 'a record is never deleted');
END;

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_utc_ms INTEGER NOT NULL,
    topic TEXT NOT NULL,
    reason TEXT NOT NULL,
    payload BLOB NOT NULL
);

-- One row for each thing that happened; repeated, it is counted.
CREATE TABLE alarm (
    id INTEGER PRIMARY KEY,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    journal_row INTEGER NOT NULL,
    number INTEGER NOT NULL,
    detail TEXT NOT NULL,
    times INTEGER NOT NULL,
    first_utc_ms INTEGER NOT NULL,
    last_utc_ms INTEGER NOT NULL,
    UNIQUE (charge_point_id, kind, journal_row, number)
);
