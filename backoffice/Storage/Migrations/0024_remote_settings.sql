-- What a charge point is to run with over its own file, set from here; the newest version counts. settings: one JSON object of
-- its configuration's keys, in ASCII.
CREATE TABLE remote_settings (
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    version INTEGER NOT NULL,
    settings TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL,
    PRIMARY KEY (charge_point_id, version)
);
