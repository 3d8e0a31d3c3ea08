-- Where a journal goes on behind records that nobody has any more: staff decide, ingest does it.
CREATE TABLE journal_decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    journal_id INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    tag BLOB CHECK (tag IS NULL OR length(tag) = 16), -- of a checkpoint; none where the charge point's own records must prove it
    decided_by TEXT NOT NULL,
    decided_utc_ms INTEGER NOT NULL,
    done_utc_ms INTEGER
);

CREATE INDEX journal_decision_open ON journal_decision (id) WHERE done_utc_ms IS NULL;

-- Records that are lost, between the registers that stand around them (null while nobody knows).
CREATE TABLE journal_gap (
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    from_number INTEGER NOT NULL,
    to_number INTEGER NOT NULL CHECK (to_number >= from_number),
    register_before_wh INTEGER,
    register_after_wh INTEGER,
    decision_id INTEGER NOT NULL REFERENCES journal_decision (id),
    PRIMARY KEY (journal_row, from_number)
) WITHOUT ROWID;

CREATE TRIGGER journal_gap_is_never_deleted BEFORE DELETE ON journal_gap
BEGIN
    SELECT RAISE(ABORT, 'a gap is never deleted');
END;

CREATE TRIGGER journal_gap_is_never_changed BEFORE UPDATE ON journal_gap
WHEN OLD.register_after_wh IS NOT NULL OR NEW.from_number <> OLD.from_number OR NEW.to_number <> OLD.to_number
    OR NEW.register_before_wh IS NOT OLD.register_before_wh
BEGIN
    SELECT RAISE(ABORT, 'a gap is never changed; the register behind it is noted once');
END;

-- What the ledger said of a day when it was over, for others to keep: each names the one before it by its hash.
CREATE TABLE ledger_day (
    site_id INTEGER NOT NULL REFERENCES site (id),
    day TEXT NOT NULL,
    document TEXT NOT NULL,
    sealed_utc_ms INTEGER NOT NULL,
    PRIMARY KEY (site_id, day)
) WITHOUT ROWID;

CREATE TRIGGER ledger_day_is_never_changed BEFORE UPDATE ON ledger_day
BEGIN
    SELECT RAISE(ABORT, 'a day is never changed');
END;

CREATE TRIGGER ledger_day_is_never_deleted BEFORE DELETE ON ledger_day
BEGIN
    SELECT RAISE(ABORT, 'a day is never deleted');
END;
