-- Live supply: the surplus of a site's own generation, measured before the charge points. Who switched it on or off, and
-- when; the newest row counts.
CREATE TABLE live_supply (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    source TEXT NOT NULL,
    certificate_id TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

CREATE TRIGGER live_supply_is_never_changed BEFORE UPDATE ON live_supply
BEGIN
    SELECT RAISE(ABORT, 'a setting is never changed');
END;

CREATE TRIGGER live_supply_is_never_deleted BEFORE DELETE ON live_supply
BEGIN
    SELECT RAISE(ABORT, 'a setting is never deleted');
END;

-- The share of the measured surplus that is credited to an allocation on top, in thousandths.
ALTER TABLE planned_allocation ADD COLUMN live_permille INTEGER NOT NULL DEFAULT 0 CHECK (live_permille BETWEEN 0 AND 1000);

DROP VIEW allocation;

DROP VIEW open_allocation;

CREATE VIEW open_allocation AS
SELECT p.id, p.charge_point_id, p.interval_start_utc_ms, p.plan_version, p.energy_wh, p.source, p.certificate_id, p.live_permille
FROM planned_allocation p
WHERE NOT EXISTS (
    SELECT 1 FROM planned_allocation later
    WHERE later.charge_point_id = p.charge_point_id
      AND later.interval_start_utc_ms = p.interval_start_utc_ms
      AND later.plan_version > p.plan_version
      AND later.plan_version <= (
          SELECT version FROM plan_report r
          WHERE r.charge_point_id = p.charge_point_id AND r.reported_utc_ms <= p.interval_start_utc_ms
          ORDER BY r.id DESC LIMIT 1));

-- As before; one of 0 Wh stands where only a live share was promised.
CREATE VIEW allocation AS
SELECT o.id, o.charge_point_id, o.interval_start_utc_ms, o.energy_wh, o.plan_version, o.source, o.certificate_id, o.live_permille
FROM open_allocation o
WHERE (o.energy_wh > 0 OR o.live_permille > 0) AND NOT EXISTS (
    SELECT 1 FROM open_allocation larger
    WHERE larger.charge_point_id = o.charge_point_id
      AND larger.interval_start_utc_ms = o.interval_start_utc_ms
      AND (larger.energy_wh, larger.live_permille, larger.id) > (o.energy_wh, o.live_permille, o.id));

-- What the site's meter said, integrated: min(one measurement, the next) × time between them, in mJ (W × ms), for pairs no
-- further apart than the maximum age. Only grows.
CREATE TABLE measured_surplus (
    site_id INTEGER NOT NULL REFERENCES site (id),
    interval_start_utc_ms INTEGER NOT NULL,
    energy_mj INTEGER NOT NULL CHECK (energy_mj >= 0),
    measurements INTEGER NOT NULL,
    largest_gap_ms INTEGER NOT NULL,
    last_measured_utc_ms INTEGER NOT NULL,
    PRIMARY KEY (site_id, interval_start_utc_ms)
) WITHOUT ROWID;

CREATE TRIGGER measured_surplus_only_grows BEFORE UPDATE ON measured_surplus
WHEN NEW.energy_mj < OLD.energy_mj OR NEW.measurements < OLD.measurements OR NEW.largest_gap_ms < OLD.largest_gap_ms
    OR NEW.last_measured_utc_ms < OLD.last_measured_utc_ms
BEGIN
    SELECT RAISE(ABORT, 'measured surplus only grows');
END;

CREATE TRIGGER measured_surplus_is_never_deleted BEFORE DELETE ON measured_surplus
BEGIN
    SELECT RAISE(ABORT, 'measured surplus is never deleted');
END;

-- Computed from the records (LiveSupplied), and again by rebuild: what an interval was credited, by journal.
CREATE TABLE interval_live (
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    interval_start_utc_ms INTEGER NOT NULL,
    live_wh INTEGER NOT NULL,
    measurements INTEGER NOT NULL,
    PRIMARY KEY (journal_row, interval_start_utc_ms)
) WITHOUT ROWID;

CREATE INDEX interval_live_by_start ON interval_live (interval_start_utc_ms);

CREATE VIEW live_credit AS
SELECT charge_point_id, interval_start_utc_ms, max(live_wh) AS live_wh, max(measurements) AS measurements
FROM interval_live JOIN journal ON journal.id = journal_row
GROUP BY charge_point_id, interval_start_utc_ms;

-- Of what was covered and matched: what the live credit bore, and what was generated for it.
ALTER TABLE settlement ADD COLUMN live_covered_wh INTEGER NOT NULL DEFAULT 0 CHECK (live_covered_wh >= 0);

ALTER TABLE settlement ADD COLUMN live_matched_wh INTEGER NOT NULL DEFAULT 0 CHECK (live_matched_wh BETWEEN 0 AND live_covered_wh);

ALTER TABLE settlement ADD COLUMN surplus_wh INTEGER NOT NULL DEFAULT 0;

ALTER TABLE settlement ADD COLUMN live_certificate_id TEXT NOT NULL DEFAULT '';
