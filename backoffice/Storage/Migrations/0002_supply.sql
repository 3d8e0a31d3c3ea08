-- Renewable supply by interval, and what of it was promised to which charge point.
CREATE TABLE supply_import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_utc_ms INTEGER NOT NULL,
    site_peak_w INTEGER,
    intervals INTEGER NOT NULL,
    UNIQUE (site_id, sha256)
);

CREATE TABLE supply (
    site_id INTEGER NOT NULL REFERENCES site (id),
    interval_start_utc_ms INTEGER NOT NULL,
    energy_wh INTEGER NOT NULL CHECK (energy_wh >= 0),
    source TEXT NOT NULL,
    certificate_id TEXT NOT NULL,
    import_id INTEGER NOT NULL REFERENCES supply_import (id),
    PRIMARY KEY (site_id, interval_start_utc_ms)
) WITHOUT ROWID;

CREATE TABLE plan_version (
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    version INTEGER NOT NULL,
    from_utc_ms INTEGER NOT NULL,
    until_utc_ms INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    created_utc_ms INTEGER NOT NULL,
    PRIMARY KEY (charge_point_id, version)
) WITHOUT ROWID;

-- plan_version: the first version that promised it.
CREATE TABLE allocation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    interval_start_utc_ms INTEGER NOT NULL,
    energy_wh INTEGER NOT NULL CHECK (energy_wh > 0),
    plan_version INTEGER NOT NULL,
    source TEXT NOT NULL,
    certificate_id TEXT NOT NULL,
    UNIQUE (charge_point_id, interval_start_utc_ms)
);

CREATE INDEX allocation_by_interval ON allocation (interval_start_utc_ms);

CREATE TRIGGER allocation_is_never_changed BEFORE UPDATE ON allocation
BEGIN
    SELECT RAISE(ABORT, 'an allocation is never changed');
END;

CREATE TRIGGER allocation_is_never_deleted BEFORE DELETE ON allocation
BEGIN
    SELECT RAISE(ABORT, 'an allocation is never deleted');
END;
