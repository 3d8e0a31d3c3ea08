-- What the desk's pages need to answer in milliseconds with a million sessions, and what a session costs.

-- How a finding stands, computed from finding and finding_entry alone by the triggers below: the queue is read by it.
CREATE TABLE finding_state (
    finding_id INTEGER PRIMARY KEY REFERENCES finding (id),
    severity INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    charge_point_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    assignee TEXT NOT NULL
);

INSERT INTO finding_state (finding_id, severity, site_id, charge_point_id, kind, at_utc_ms, version, state, assignee)
SELECT id, severity, site_id, charge_point_id, kind, at_utc_ms, version, state, assignee FROM finding_now;

-- Most severe first, then oldest; what waits for somebody apart from what was decided.
CREATE INDEX finding_waiting ON finding_state (severity, at_utc_ms, finding_id) WHERE state IN ('Open', 'Held');

CREATE INDEX finding_waiting_at_site ON finding_state (site_id, severity, at_utc_ms, finding_id) WHERE state IN ('Open', 'Held');

CREATE INDEX finding_waiting_of_kind ON finding_state (kind, severity, at_utc_ms, finding_id) WHERE state IN ('Open', 'Held');

CREATE INDEX finding_waiting_for ON finding_state (assignee, severity, at_utc_ms, finding_id) WHERE state IN ('Open', 'Held');

CREATE INDEX finding_by_state ON finding_state (state, severity, at_utc_ms, finding_id) WHERE state <> 'Open';

CREATE INDEX finding_by_state_at_site ON finding_state (state, site_id, severity, at_utc_ms, finding_id) WHERE state <> 'Open';

CREATE TRIGGER finding_has_a_state AFTER INSERT ON finding
BEGIN
    INSERT INTO finding_state (finding_id, severity, site_id, charge_point_id, kind, at_utc_ms, version, state, assignee)
    VALUES (NEW.id, NEW.severity, NEW.site_id, NEW.charge_point_id, NEW.kind, NEW.at_utc_ms, 0, 'Open', '');
END;

CREATE TRIGGER finding_entry_sets_the_state AFTER INSERT ON finding_entry
BEGIN
    UPDATE finding_state SET version = NEW.version, state = NEW.state, assignee = NEW.assignee WHERE finding_id = NEW.finding_id;
END;

DROP VIEW session_standing;

DROP VIEW finding_now;

CREATE VIEW finding_now AS
SELECT f.*, s.version, s.state, s.assignee FROM finding f JOIN finding_state s ON s.finding_id = f.id;

CREATE VIEW session_standing AS
SELECT journal_row, session_number,
       max(state IN ('Open', 'Held') AND severity IN (1, 3)) AS is_withheld,
       max(state = 'Dropped') AS is_dropped
FROM finding_now WHERE session_number > 0 GROUP BY journal_row, session_number;

DROP INDEX finding_by_severity;

DROP INDEX finding_by_site;

CREATE INDEX finding_by_site ON finding (site_id, at_utc_ms);

-- Sessions by when they began: their start, else their first interval.
DROP INDEX session_by_start;

CREATE INDEX session_by_begin ON session (coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms));

CREATE INDEX session_of_journal_by_begin ON session (journal_row, coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms));

CREATE INDEX session_of_card ON session (token_hash, coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms));

CREATE INDEX member_fact_of_programme ON member_fact (programme, token_hash);

-- Certificates by when they are valid, and what was matched on one.
CREATE INDEX certificate_fact_by_time ON certificate_fact (valid_from_utc_ms, valid_to_utc_ms);

CREATE INDEX settlement_by_certificate ON settlement (certificate_id) WHERE certificate_id <> '';

CREATE INDEX settlement_by_live_certificate ON settlement (live_certificate_id) WHERE live_certificate_id <> '';

-- What charging costs at a site, in thousandths of a currency's unit; none (NULL) is for whoever's programme has no tariff.
-- The newest row that is valid counts.
CREATE TABLE tariff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    programme INTEGER REFERENCES programme (number),
    valid_from_utc_ms INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    per_minute_thousandths INTEGER NOT NULL CHECK (per_minute_thousandths >= 0),
    per_kwh_thousandths INTEGER NOT NULL CHECK (per_kwh_thousandths >= 0),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

CREATE INDEX tariff_of ON tariff (site_id, programme, valid_from_utc_ms);

CREATE TRIGGER tariff_is_never_changed BEFORE UPDATE ON tariff
BEGIN
    SELECT RAISE(ABORT, 'a tariff is never changed; a newer one counts');
END;

CREATE TRIGGER tariff_is_never_deleted BEFORE DELETE ON tariff
BEGIN
    SELECT RAISE(ABORT, 'a tariff is never deleted');
END;

-- As before; later versions are looked up where the row itself was found, in the index of its charge point.
DROP VIEW allocation;

DROP VIEW open_allocation;

CREATE VIEW open_allocation AS
SELECT p.id, p.charge_point_id, p.interval_start_utc_ms, p.plan_version, p.energy_wh, p.source, p.certificate_id, p.live_permille
FROM planned_allocation p
WHERE NOT EXISTS (
    SELECT 1 FROM planned_allocation later INDEXED BY sqlite_autoindex_planned_allocation_1
    WHERE later.charge_point_id = p.charge_point_id
      AND later.interval_start_utc_ms = p.interval_start_utc_ms
      AND later.plan_version > p.plan_version
      AND later.plan_version <= (
          SELECT version FROM plan_report r
          WHERE r.charge_point_id = p.charge_point_id AND r.reported_utc_ms <= p.interval_start_utc_ms
          ORDER BY r.id DESC LIMIT 1));

CREATE VIEW allocation AS
SELECT o.id, o.charge_point_id, o.interval_start_utc_ms, o.energy_wh, o.plan_version, o.source, o.certificate_id, o.live_permille
FROM open_allocation o
WHERE (o.energy_wh > 0 OR o.live_permille > 0) AND NOT EXISTS (
    SELECT 1 FROM open_allocation larger
    WHERE larger.charge_point_id = o.charge_point_id
      AND larger.interval_start_utc_ms = o.interval_start_utc_ms
      AND (larger.energy_wh, larger.live_permille, larger.id) > (o.energy_wh, o.live_permille, o.id));
