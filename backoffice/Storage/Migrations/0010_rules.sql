-- What staff set for a site as a whole; the newest row of a rule counts, without one the program's own default.
CREATE TABLE site_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    rule TEXT NOT NULL CHECK (rule IN ('MinimumUsefulWh', 'Rebalance', 'FollowDemand', 'ProfileWeeks')),
    value INTEGER NOT NULL CHECK (value >= 0),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

CREATE TRIGGER site_rule_is_never_changed BEFORE UPDATE ON site_rule
BEGIN
    SELECT RAISE(ABORT, 'a rule is never changed');
END;

CREATE TRIGGER site_rule_is_never_deleted BEFORE DELETE ON site_rule
BEGIN
    SELECT RAISE(ABORT, 'a rule is never deleted');
END;

-- The signed record that makes the report; none (0) where a charge point merely said that it holds an older version.
ALTER TABLE plan_report ADD COLUMN journal_row INTEGER NOT NULL DEFAULT 0;

ALTER TABLE plan_report ADD COLUMN record_number INTEGER NOT NULL DEFAULT 0;

-- Charge points that a final run was told not to wait for, by name, separated by spaces.
ALTER TABLE settlement_run ADD COLUMN without TEXT NOT NULL DEFAULT '';

-- How far a charge point has been heard: its newest record, not later than it was received.
CREATE INDEX record_by_journal_and_time ON record (journal_row, min(utc_ms, received_utc_ms));
