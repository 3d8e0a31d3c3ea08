-- Afterwards: what was covered, against what was generated and certified. A run adds rows; the newest counts, and a final
-- one before any provisional one.
CREATE TABLE settlement_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    is_final INTEGER NOT NULL CHECK (is_final IN (0, 1)),
    from_utc_ms INTEGER NOT NULL,
    until_utc_ms INTEGER NOT NULL,
    settled_by TEXT NOT NULL,
    settled_utc_ms INTEGER NOT NULL
);

CREATE TABLE settlement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES settlement_run (id),
    is_final INTEGER NOT NULL CHECK (is_final IN (0, 1)),
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    interval_start_utc_ms INTEGER NOT NULL,
    allocated_wh INTEGER NOT NULL,
    covered_wh INTEGER NOT NULL,
    matched_wh INTEGER NOT NULL CHECK (matched_wh BETWEEN 0 AND covered_wh),
    generated_wh INTEGER NOT NULL,
    source TEXT NOT NULL,
    certificate_id TEXT NOT NULL,
    wording TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE INDEX settlement_of ON settlement (charge_point_id, interval_start_utc_ms, is_final, id);

CREATE INDEX settlement_by_interval ON settlement (interval_start_utc_ms);

CREATE TRIGGER settlement_is_never_changed BEFORE UPDATE ON settlement
BEGIN
    SELECT RAISE(ABORT, 'a settlement is never changed');
END;

CREATE TRIGGER settlement_is_never_deleted BEFORE DELETE ON settlement
BEGIN
    SELECT RAISE(ABORT, 'a settlement is never deleted');
END;

CREATE VIEW settled AS
SELECT s.* FROM settlement s
WHERE NOT EXISTS (
    SELECT 1 FROM settlement other
    WHERE other.charge_point_id = s.charge_point_id AND other.interval_start_utc_ms = s.interval_start_utc_ms
      AND (other.is_final, other.id) > (s.is_final, s.id));

-- Something that staff should look at; the same thing is written down once.
CREATE TABLE supply_finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    kind TEXT NOT NULL,
    interval_start_utc_ms INTEGER NOT NULL,
    energy_wh INTEGER NOT NULL,
    charge_points TEXT NOT NULL,
    found_utc_ms INTEGER NOT NULL,
    UNIQUE (site_id, kind, interval_start_utc_ms, energy_wh, charge_points)
);
