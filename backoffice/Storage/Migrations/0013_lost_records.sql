-- Records are lost by staff's decision, or because the charge point says so: then the record at from_number states it.
CREATE TABLE journal_gap_2 (
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    from_number INTEGER NOT NULL,
    to_number INTEGER NOT NULL CHECK (to_number >= from_number),
    register_before_wh INTEGER,
    register_after_wh INTEGER,
    decision_id INTEGER REFERENCES journal_decision (id),
    PRIMARY KEY (journal_row, from_number)
) WITHOUT ROWID;

INSERT INTO journal_gap_2 SELECT journal_row, from_number, to_number, register_before_wh, register_after_wh, decision_id FROM journal_gap;
DROP TABLE journal_gap;
ALTER TABLE journal_gap_2 RENAME TO journal_gap;
CREATE INDEX journal_gap_open ON journal_gap (journal_row) WHERE register_after_wh IS NULL;

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

-- Records lost while the session was open: its energies then add up to less than its registers.
ALTER TABLE session ADD COLUMN records_lost INTEGER NOT NULL DEFAULT 0;
