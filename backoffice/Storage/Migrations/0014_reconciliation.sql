-- What does not add up, and what staff did about it. Rows are added only; nothing of the records or the ledger changes.

-- Limits of the checks; the newest row counts, one of a charge point before one for all (NULL).
CREATE TABLE check_limit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER REFERENCES charge_point (id),
    name TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value >= 0),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

-- A check as it was when it found something: its version and the limits that it used.
CREATE TABLE check_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    UNIQUE (kind, rule)
);

-- A look at a period on demand; what it found is in check_result.
CREATE TABLE check_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER REFERENCES site (id), -- none for all
    from_utc_ms INTEGER NOT NULL,
    until_utc_ms INTEGER NOT NULL,
    started_by TEXT NOT NULL,
    started_utc_ms INTEGER NOT NULL,
    finished_utc_ms INTEGER,
    sessions INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0
);

-- severity: 3 block, 2 flag, 1 hold, 0 info. 0 stands for none in the columns of what it is about.
CREATE TABLE finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    rule_id INTEGER NOT NULL REFERENCES check_rule (id),
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
    site_id INTEGER NOT NULL,
    charge_point_id INTEGER NOT NULL,
    journal_row INTEGER NOT NULL,
    session_number INTEGER NOT NULL,
    at_utc_ms INTEGER NOT NULL,
    energy_wh INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    found_utc_ms INTEGER NOT NULL,
    UNIQUE (rule_id, key)
);

CREATE INDEX finding_of_session ON finding (journal_row, session_number);

CREATE INDEX finding_by_severity ON finding (severity DESC, at_utc_ms, id);

CREATE INDEX finding_by_site ON finding (site_id, severity DESC, at_utc_ms, id);

CREATE TABLE check_result (
    run_id INTEGER NOT NULL REFERENCES check_run (id),
    finding_id INTEGER NOT NULL REFERENCES finding (id),
    PRIMARY KEY (run_id, finding_id)
) WITHOUT ROWID;

-- What was decided about a finding: its version counts up, so that two cannot decide about the same state of it.
CREATE TABLE finding_entry (
    finding_id INTEGER NOT NULL REFERENCES finding (id),
    version INTEGER NOT NULL CHECK (version > 0),
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    assignee TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    note TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    entered_utc_ms INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reverses_version INTEGER,
    PRIMARY KEY (finding_id, version)
) WITHOUT ROWID;

CREATE UNIQUE INDEX finding_entry_reversed_once ON finding_entry (finding_id, reverses_version) WHERE reverses_version IS NOT NULL;

-- What an entry books otherwise, as differences; a counter-entry has the same with the other sign.
CREATE TABLE booking_correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    finding_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    session_number INTEGER NOT NULL,
    interval_start_utc_ms INTEGER NOT NULL,
    covered_wh INTEGER NOT NULL,
    uncovered_wh INTEGER NOT NULL,
    unclaimed_wh INTEGER NOT NULL,
    dropped_wh INTEGER NOT NULL,
    FOREIGN KEY (finding_id, version) REFERENCES finding_entry (finding_id, version)
);

CREATE INDEX booking_correction_of_session ON booking_correction (journal_row, session_number);

CREATE INDEX booking_correction_by_interval ON booking_correction (interval_start_utc_ms);

-- An end that staff gave a session by a rule; the newest row counts, one without an end takes it back.
CREATE TABLE session_closing (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    finding_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    session_number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    ended_utc_ms INTEGER,
    end_register_wh INTEGER,
    FOREIGN KEY (finding_id, version) REFERENCES finding_entry (finding_id, version)
);

CREATE INDEX session_closing_of ON session_closing (journal_row, session_number, id);

-- Records that staff want to see again; a running back office asks the charge point.
CREATE TABLE resend_wish (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    finding_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    journal_id INTEGER NOT NULL,
    from_number INTEGER NOT NULL,
    to_number INTEGER NOT NULL,
    asked_utc_ms INTEGER,
    FOREIGN KEY (finding_id, version) REFERENCES finding_entry (finding_id, version)
);

CREATE INDEX resend_wish_open ON resend_wish (id) WHERE asked_utc_ms IS NULL;

-- The same record once more, byte for byte.
CREATE TABLE record_repeat (
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    number INTEGER NOT NULL,
    times INTEGER NOT NULL,
    first_utc_ms INTEGER NOT NULL,
    last_utc_ms INTEGER NOT NULL,
    PRIMARY KEY (journal_row, number)
) WITHOUT ROWID;

-- How far a journal was looked at on arrival, and from where a look goes on; working state, not a fact.
CREATE TABLE check_cursor (
    journal_row INTEGER PRIMARY KEY REFERENCES journal (id),
    number INTEGER NOT NULL,
    resume TEXT NOT NULL
);

CREATE INDEX session_of_journal_by_start ON session (journal_row, started_utc_ms);

CREATE INDEX session_still_open ON session (journal_row, number) WHERE ended_utc_ms IS NULL;

-- A finding as it stands: by its newest entry.
CREATE VIEW finding_now AS
SELECT f.*, coalesce(e.version, 0) AS version, coalesce(e.state, 'Open') AS state, coalesce(e.assignee, '') AS assignee
FROM finding f
LEFT JOIN finding_entry e ON e.finding_id = f.id
    AND e.version = (SELECT max(version) FROM finding_entry last WHERE last.finding_id = f.id);

-- Whether a session may be passed on: not while something open blocks or holds it, or once it was dropped.
CREATE VIEW session_standing AS
SELECT journal_row, session_number,
       max(state IN ('Open', 'Held') AND severity IN (1, 3)) AS is_withheld,
       max(state = 'Dropped') AS is_dropped
FROM finding_now WHERE session_number > 0 GROUP BY journal_row, session_number;

CREATE TRIGGER finding_is_never_changed BEFORE UPDATE ON finding
BEGIN
    SELECT RAISE(ABORT, 'a finding is never changed');
END;

CREATE TRIGGER finding_is_never_deleted BEFORE DELETE ON finding
BEGIN
    SELECT RAISE(ABORT, 'a finding is never deleted');
END;

CREATE TRIGGER finding_entry_follows_the_last BEFORE INSERT ON finding_entry
WHEN NEW.version <> 1 + (SELECT coalesce(max(version), 0) FROM finding_entry WHERE finding_id = NEW.finding_id)
BEGIN
    SELECT RAISE(ABORT, 'somebody else has decided about this finding meanwhile');
END;

CREATE TRIGGER finding_entry_is_never_changed BEFORE UPDATE ON finding_entry
BEGIN
    SELECT RAISE(ABORT, 'an entry is never changed; a counter-entry reverses it');
END;

CREATE TRIGGER finding_entry_is_never_deleted BEFORE DELETE ON finding_entry
BEGIN
    SELECT RAISE(ABORT, 'an entry is never deleted; a counter-entry reverses it');
END;

CREATE TRIGGER booking_correction_is_never_changed BEFORE UPDATE ON booking_correction
BEGIN
    SELECT RAISE(ABORT, 'a correction is never changed');
END;

CREATE TRIGGER booking_correction_is_never_deleted BEFORE DELETE ON booking_correction
BEGIN
    SELECT RAISE(ABORT, 'a correction is never deleted');
END;

CREATE TRIGGER session_closing_is_never_changed BEFORE UPDATE ON session_closing
BEGIN
    SELECT RAISE(ABORT, 'a closing is never changed');
END;

CREATE TRIGGER session_closing_is_never_deleted BEFORE DELETE ON session_closing
BEGIN
    SELECT RAISE(ABORT, 'a closing is never deleted');
END;

CREATE TRIGGER check_limit_is_never_changed BEFORE UPDATE ON check_limit
BEGIN
    SELECT RAISE(ABORT, 'a limit is never changed; a newer one counts');
END;

CREATE TRIGGER check_limit_is_never_deleted BEFORE DELETE ON check_limit
BEGIN
    SELECT RAISE(ABORT, 'a limit is never deleted');
END;

CREATE TRIGGER check_run_is_never_changed BEFORE UPDATE ON check_run WHEN OLD.finished_utc_ms IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a run that has ended is never changed');
END;

CREATE TRIGGER check_result_is_never_deleted BEFORE DELETE ON check_result
BEGIN
    SELECT RAISE(ABORT, 'a result is never deleted');
END;

CREATE TRIGGER resend_wish_is_asked_once BEFORE UPDATE ON resend_wish WHEN OLD.asked_utc_ms IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'it was asked for already');
END;

-- What ingest and settlement raise comes into the same queue, in the same transaction. What a check looks at itself is
-- left to the check.
CREATE TRIGGER alarm_is_a_finding AFTER INSERT ON alarm
WHEN NEW.kind NOT IN ('EnergyDoesNotAddUp', 'SessionWithoutStart', 'SessionStartedTwice', 'RecordsLost', 'EnergyBracketed', 'SessionIncomplete')
BEGIN
    INSERT OR IGNORE INTO check_rule (kind, rule) VALUES (NEW.kind, 'ingest');
    INSERT INTO finding (rule_id, key, kind, severity, site_id, charge_point_id, journal_row, session_number, at_utc_ms, energy_wh, evidence, found_utc_ms)
    SELECT check_rule.id, 'alarm/' || NEW.charge_point_id || '/' || NEW.journal_row || '/' || NEW.number, NEW.kind, CASE NEW.severity WHEN 'block' THEN 3 WHEN 'flag' THEN 2 WHEN 'hold' THEN 1 ELSE 0 END,
           charge_point.site_id, NEW.charge_point_id, NEW.journal_row, 0, NEW.first_utc_ms, 0,
           json_object('records', json_array(NEW.number), 'detail', NEW.detail), NEW.first_utc_ms
    FROM check_rule, charge_point
    WHERE check_rule.kind = NEW.kind AND check_rule.rule = 'ingest' AND charge_point.id = NEW.charge_point_id
      AND NOT EXISTS (
        SELECT 1 FROM finding WHERE rule_id = check_rule.id AND key = 'alarm/' || NEW.charge_point_id || '/' || NEW.journal_row || '/' || NEW.number);
END;

CREATE TRIGGER supply_finding_is_a_finding AFTER INSERT ON supply_finding
BEGIN
    INSERT OR IGNORE INTO check_rule (kind, rule) VALUES (NEW.kind, 'settlement');
    INSERT INTO finding (rule_id, key, kind, severity, site_id, charge_point_id, journal_row, session_number, at_utc_ms, energy_wh, evidence, found_utc_ms)
    SELECT check_rule.id, 'supply/' || NEW.id, NEW.kind, CASE NEW.kind WHEN 'NotHeard' THEN 1 WHEN 'PlanWentBack' THEN 3 ELSE 2 END,
           NEW.site_id, 0, 0, 0, NEW.interval_start_utc_ms, NEW.energy_wh,
           json_object('intervals', json_array(NEW.interval_start_utc_ms), 'energyWh', NEW.energy_wh, 'chargePoints', NEW.charge_points), NEW.found_utc_ms
    FROM check_rule WHERE check_rule.kind = NEW.kind AND check_rule.rule = 'settlement';
END;

CREATE TRIGGER record_repeat_is_a_finding AFTER INSERT ON record_repeat
BEGIN
    INSERT OR IGNORE INTO check_rule (kind, rule) VALUES ('DuplicateRecord', 'ingest');
    INSERT INTO finding (rule_id, key, kind, severity, site_id, charge_point_id, journal_row, session_number, at_utc_ms, energy_wh, evidence, found_utc_ms)
    SELECT check_rule.id, NEW.journal_row || '/' || NEW.number, 'DuplicateRecord', 0,
           charge_point.site_id, charge_point.id, NEW.journal_row, 0, NEW.first_utc_ms, 0,
           json_object('records', json_array(NEW.number)), NEW.first_utc_ms
    FROM check_rule, journal JOIN charge_point ON charge_point.id = journal.charge_point_id
    WHERE check_rule.kind = 'DuplicateRecord' AND check_rule.rule = 'ingest' AND journal.id = NEW.journal_row;
END;

-- Who cannot prove what he sends: once a day for a charge point, and once a day for all that nobody knows.
CREATE TRIGGER quarantine_is_a_finding AFTER INSERT ON quarantine
WHEN NEW.reason IN ('BadTag', 'UnknownKeyGeneration', 'NotRegistered')
BEGIN
    INSERT OR IGNORE INTO check_rule (kind, rule)
    VALUES (CASE NEW.reason WHEN 'NotRegistered' THEN 'UnknownChargePoint' ELSE 'BrokenChain' END, 'ingest');
    INSERT OR IGNORE INTO finding (rule_id, key, kind, severity, site_id, charge_point_id, journal_row, session_number, at_utc_ms, energy_wh, evidence, found_utc_ms)
    SELECT check_rule.id,
           'quarantine/' || CASE NEW.reason WHEN 'NotRegistered' THEN '' ELSE NEW.topic || '/' END || (NEW.received_utc_ms / 86400000),
           check_rule.kind, CASE NEW.reason WHEN 'NotRegistered' THEN 2 ELSE 3 END,
           coalesce((SELECT site.id FROM site WHERE NEW.topic LIKE 'cpfw/1/' || site.name || '/%'), 0),
           coalesce((SELECT charge_point.id FROM charge_point JOIN site ON site.id = site_id
                     WHERE NEW.topic = 'cpfw/1/' || site.name || '/' || charge_point.name || '/record'), 0),
           0, 0, NEW.received_utc_ms, 0,
           json_object('quarantine', NEW.id, 'detail', NEW.reason || ' ' || NEW.topic), NEW.received_utc_ms
    FROM check_rule
    WHERE check_rule.kind = CASE NEW.reason WHEN 'NotRegistered' THEN 'UnknownChargePoint' ELSE 'BrokenChain' END AND check_rule.rule = 'ingest'
      AND NOT EXISTS (
        SELECT 1 FROM finding WHERE rule_id = check_rule.id
          AND key = 'quarantine/' || CASE NEW.reason WHEN 'NotRegistered' THEN '' ELSE NEW.topic || '/' END || (NEW.received_utc_ms / 86400000));
END;

-- What was raised before this file came.
INSERT OR IGNORE INTO check_rule (kind, rule) SELECT DISTINCT kind, 'ingest' FROM alarm
WHERE kind NOT IN ('EnergyDoesNotAddUp', 'SessionWithoutStart', 'SessionStartedTwice', 'RecordsLost', 'EnergyBracketed', 'SessionIncomplete');

INSERT OR IGNORE INTO check_rule (kind, rule) SELECT DISTINCT kind, 'settlement' FROM supply_finding;

INSERT INTO finding (rule_id, key, kind, severity, site_id, charge_point_id, journal_row, session_number, at_utc_ms, energy_wh, evidence, found_utc_ms)
SELECT check_rule.id, 'alarm/' || alarm.charge_point_id || '/' || alarm.journal_row || '/' || alarm.number, alarm.kind, CASE alarm.severity WHEN 'block' THEN 3 WHEN 'flag' THEN 2 WHEN 'hold' THEN 1 ELSE 0 END,
       charge_point.site_id, alarm.charge_point_id, alarm.journal_row, 0, alarm.first_utc_ms, 0,
       json_object('records', json_array(alarm.number), 'detail', alarm.detail), alarm.first_utc_ms
FROM alarm JOIN check_rule ON check_rule.kind = alarm.kind AND check_rule.rule = 'ingest' JOIN charge_point ON charge_point.id = alarm.charge_point_id;

INSERT INTO finding (rule_id, key, kind, severity, site_id, charge_point_id, journal_row, session_number, at_utc_ms, energy_wh, evidence, found_utc_ms)
SELECT check_rule.id, 'supply/' || s.id, s.kind, CASE s.kind WHEN 'NotHeard' THEN 1 WHEN 'PlanWentBack' THEN 3 ELSE 2 END,
       s.site_id, 0, 0, 0, s.interval_start_utc_ms, s.energy_wh,
       json_object('intervals', json_array(s.interval_start_utc_ms), 'energyWh', s.energy_wh, 'chargePoints', s.charge_points), s.found_utc_ms
FROM supply_finding s JOIN check_rule ON check_rule.kind = s.kind AND check_rule.rule = 'settlement';
