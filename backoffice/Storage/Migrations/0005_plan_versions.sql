-- What each version of a plan promises. A row stands wherever a version says something else than the one before it;
-- energy 0 takes an allocation away. Rows are added only: which of them count follows from what was reported when.
CREATE TABLE planned_allocation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    interval_start_utc_ms INTEGER NOT NULL,
    plan_version INTEGER NOT NULL,
    energy_wh INTEGER NOT NULL CHECK (energy_wh >= 0),
    source TEXT NOT NULL,
    certificate_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (charge_point_id, interval_start_utc_ms, plan_version)
);

INSERT INTO planned_allocation (id, charge_point_id, interval_start_utc_ms, plan_version, energy_wh, source, certificate_id, reason)
SELECT id, charge_point_id, interval_start_utc_ms, plan_version, energy_wh, source, certificate_id, 'Given' FROM allocation ORDER BY id;

DROP TABLE allocation;

CREATE INDEX planned_allocation_by_interval ON planned_allocation (interval_start_utc_ms, charge_point_id, plan_version);

CREATE INDEX planned_allocation_by_certificate ON planned_allocation (certificate_id) WHERE certificate_id <> '';

CREATE TRIGGER planned_allocation_is_never_changed BEFORE UPDATE ON planned_allocation
BEGIN
    SELECT RAISE(ABORT, 'an allocation is never changed');
END;

CREATE TRIGGER planned_allocation_is_never_deleted BEFORE DELETE ON planned_allocation
BEGIN
    SELECT RAISE(ABORT, 'an allocation is never deleted');
END;

-- Which version a charge point said it holds, whenever that changed.
CREATE TABLE plan_report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    version INTEGER NOT NULL,
    reported_utc_ms INTEGER NOT NULL
);

CREATE INDEX plan_report_of ON plan_report (charge_point_id, id);

-- What a charge point may still hold when the interval begins: everything but what a later version replaced that it had
-- reported by then.
CREATE VIEW open_allocation AS
SELECT p.id, p.charge_point_id, p.interval_start_utc_ms, p.plan_version, p.energy_wh, p.source, p.certificate_id
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

-- What is booked against the supply: the largest that a charge point may hold when the interval begins. One row for each
-- charge point and interval; once the interval has begun it never changes.
CREATE VIEW allocation AS
SELECT o.id, o.charge_point_id, o.interval_start_utc_ms, o.energy_wh, o.plan_version, o.source, o.certificate_id
FROM open_allocation o
WHERE o.energy_wh > 0 AND NOT EXISTS (
    SELECT 1 FROM open_allocation larger
    WHERE larger.charge_point_id = o.charge_point_id
      AND larger.interval_start_utc_ms = o.interval_start_utc_ms
      AND (larger.energy_wh, larger.id) > (o.energy_wh, o.id));

-- How much a charge point counts when supply is shared out, and what is set aside for it; the newest row counts.
CREATE TABLE charge_point_weight (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 1000),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

CREATE TABLE reservation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    from_utc_ms INTEGER NOT NULL,
    until_utc_ms INTEGER NOT NULL CHECK (until_utc_ms > from_utc_ms),
    energy_wh INTEGER NOT NULL CHECK (energy_wh >= 0),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);
