-- What a site's intervals come to, kept for days that are over: a month of the ledger is read from sums. A day's sums count
-- while the day stands in summed_day. Whatever a sum rests on takes the day out when it changes, in the transaction that
-- changes it; what arrives for today finds nothing to take out, and costs a look.
CREATE TABLE interval_sum (
    site_id INTEGER NOT NULL REFERENCES site (id),
    interval_start_utc_ms INTEGER NOT NULL,
    allocated_wh INTEGER NOT NULL,
    covered_wh INTEGER NOT NULL,
    uncovered_wh INTEGER NOT NULL,
    unclaimed_wh INTEGER NOT NULL,
    dropped_wh INTEGER NOT NULL,
    idle_wh INTEGER NOT NULL,
    settled_wh INTEGER NOT NULL,
    unspent_wh INTEGER NOT NULL,
    PRIMARY KEY (site_id, interval_start_utc_ms)
) WITHOUT ROWID;

-- day: of 86,400,000 ms, counted from 1970 in UTC.
CREATE TABLE summed_day (
    site_id INTEGER NOT NULL REFERENCES site (id),
    day INTEGER NOT NULL,
    PRIMARY KEY (site_id, day)
) WITHOUT ROWID;

CREATE TRIGGER interval_energy_added_changes_a_sum AFTER INSERT ON interval_energy
BEGIN
    DELETE FROM summed_day
    WHERE site_id = (SELECT site_id FROM charge_point WHERE id = NEW.charge_point_id) AND day = NEW.interval_start_utc_ms / 86400000;
END;

CREATE TRIGGER interval_energy_updated_changes_a_sum AFTER UPDATE ON interval_energy
BEGIN
    DELETE FROM summed_day
    WHERE site_id = (SELECT site_id FROM charge_point WHERE id = NEW.charge_point_id) AND day = NEW.interval_start_utc_ms / 86400000;
END;

CREATE TRIGGER interval_live_added_changes_a_sum AFTER INSERT ON interval_live
BEGIN
    DELETE FROM summed_day
    WHERE site_id = (SELECT site_id FROM journal JOIN charge_point ON charge_point.id = charge_point_id WHERE journal.id = NEW.journal_row)
      AND day = NEW.interval_start_utc_ms / 86400000;
END;

CREATE TRIGGER interval_live_updated_changes_a_sum AFTER UPDATE ON interval_live
BEGIN
    DELETE FROM summed_day
    WHERE site_id = (SELECT site_id FROM journal JOIN charge_point ON charge_point.id = charge_point_id WHERE journal.id = NEW.journal_row)
      AND day = NEW.interval_start_utc_ms / 86400000;
END;

CREATE TRIGGER planned_allocation_changes_a_sum AFTER INSERT ON planned_allocation
BEGIN
    DELETE FROM summed_day
    WHERE site_id = (SELECT site_id FROM charge_point WHERE id = NEW.charge_point_id) AND day = NEW.interval_start_utc_ms / 86400000;
END;

-- From then on another version may count.
CREATE TRIGGER plan_report_changes_sums AFTER INSERT ON plan_report
BEGIN
    DELETE FROM summed_day
    WHERE site_id = (SELECT site_id FROM charge_point WHERE id = NEW.charge_point_id) AND day >= NEW.reported_utc_ms / 86400000;
END;

CREATE TRIGGER booking_correction_changes_a_sum AFTER INSERT ON booking_correction
BEGIN
    DELETE FROM summed_day
    WHERE site_id = (SELECT site_id FROM journal JOIN charge_point ON charge_point.id = charge_point_id WHERE journal.id = NEW.journal_row)
      AND day = NEW.interval_start_utc_ms / 86400000;
END;

CREATE TRIGGER settlement_changes_a_sum AFTER INSERT ON settlement
BEGIN
    DELETE FROM summed_day
    WHERE site_id = (SELECT site_id FROM charge_point WHERE id = NEW.charge_point_id) AND day = NEW.interval_start_utc_ms / 86400000;
END;

-- Sessions by what was found about them and decided, newest first: when the session began stands beside the finding's state.
ALTER TABLE finding_state ADD COLUMN journal_row INTEGER NOT NULL DEFAULT 0;

ALTER TABLE finding_state ADD COLUMN session_number INTEGER NOT NULL DEFAULT 0;

ALTER TABLE finding_state ADD COLUMN session_begin_utc_ms INTEGER NOT NULL DEFAULT 0;

UPDATE finding_state SET
    journal_row = (SELECT journal_row FROM finding WHERE finding.id = finding_id),
    session_number = (SELECT session_number FROM finding WHERE finding.id = finding_id);

UPDATE finding_state SET session_begin_utc_ms = coalesce(
    (SELECT coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms) FROM session
     WHERE session.journal_row = finding_state.journal_row AND session.number = session_number), 0)
WHERE session_number > 0;

CREATE INDEX finding_of_session_by_begin ON finding_state (state, session_begin_utc_ms, journal_row, session_number, severity) WHERE session_number > 0;

CREATE INDEX finding_of_session_at_site ON finding_state (site_id, state, session_begin_utc_ms, journal_row, session_number, severity)
WHERE session_number > 0;

DROP TRIGGER finding_has_a_state;

CREATE TRIGGER finding_has_a_state AFTER INSERT ON finding
BEGIN
    INSERT INTO finding_state (
        finding_id, severity, site_id, charge_point_id, kind, at_utc_ms, version, state, assignee, journal_row, session_number, session_begin_utc_ms)
    VALUES (
        NEW.id, NEW.severity, NEW.site_id, NEW.charge_point_id, NEW.kind, NEW.at_utc_ms, 0, 'Open', '', NEW.journal_row, NEW.session_number,
        CASE WHEN NEW.session_number = 0 THEN 0 ELSE coalesce(
            (SELECT coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms) FROM session
             WHERE journal_row = NEW.journal_row AND number = NEW.session_number), 0) END);
END;

-- The newest self-test as well, without reading a journal: type 14.
DROP INDEX record_of_board;

CREATE INDEX record_of_board ON record (journal_row, type, number) WHERE type IN (1, 6, 10, 14);

-- Certificates by when they lapse.
CREATE INDEX certificate_fact_by_end ON certificate_fact (valid_to_utc_ms, certificate_id);
