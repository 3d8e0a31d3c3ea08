-- Every import becomes a fact with its origin. A correction is another import for the same intervals, an undo a counter-
-- import that takes one out of force: rows are added only, so what was known at any time can be told.
ALTER TABLE supply_import RENAME TO supply_import_before;

CREATE TABLE supply_import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER REFERENCES site (id), -- none for certificates: they belong to no site
    stage TEXT NOT NULL CHECK (stage IN ('forecast', 'actual', 'certificate')),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_utc_ms INTEGER NOT NULL,
    site_peak_w INTEGER,
    intervals INTEGER NOT NULL,
    is_correction INTEGER NOT NULL DEFAULT 0 CHECK (is_correction IN (0, 1)),
    undoes_import_id INTEGER UNIQUE REFERENCES supply_import (id)
);

INSERT INTO supply_import (id, site_id, stage, kind, file_name, sha256, imported_by, imported_utc_ms, site_peak_w, intervals)
SELECT id, site_id, 'forecast', kind, file_name, sha256, imported_by, imported_utc_ms, site_peak_w, intervals
FROM supply_import_before ORDER BY id;

CREATE INDEX supply_import_by_hash ON supply_import (sha256);

CREATE TABLE supply_fact (
    site_id INTEGER NOT NULL REFERENCES site (id),
    stage TEXT NOT NULL CHECK (stage IN ('forecast', 'actual')),
    interval_start_utc_ms INTEGER NOT NULL,
    import_id INTEGER NOT NULL REFERENCES supply_import (id),
    energy_wh INTEGER NOT NULL CHECK (energy_wh >= 0),
    source TEXT NOT NULL,
    certificate_id TEXT NOT NULL,
    PRIMARY KEY (site_id, stage, interval_start_utc_ms, import_id)
) WITHOUT ROWID;

INSERT INTO supply_fact (site_id, stage, interval_start_utc_ms, import_id, energy_wh, source, certificate_id)
SELECT site_id, 'forecast', interval_start_utc_ms, import_id, energy_wh, source, certificate_id FROM supply;

DROP TABLE supply;

DROP TABLE supply_import_before;

CREATE TABLE certificate_fact (
    certificate_id TEXT NOT NULL,
    import_id INTEGER NOT NULL REFERENCES supply_import (id),
    device_id TEXT NOT NULL,
    source TEXT NOT NULL,
    technology TEXT NOT NULL,
    location TEXT NOT NULL,
    start_of_operation TEXT NOT NULL,
    issued TEXT NOT NULL,
    valid_from_utc_ms INTEGER NOT NULL,
    valid_to_utc_ms INTEGER NOT NULL,
    volume_wh INTEGER NOT NULL CHECK (volume_wh >= 0),
    tracking TEXT NOT NULL,
    fit INTEGER NOT NULL CHECK (fit IN (0, 1)),
    PRIMARY KEY (certificate_id, import_id)
) WITHOUT ROWID;

CREATE TRIGGER supply_import_is_never_changed BEFORE UPDATE ON supply_import
BEGIN
    SELECT RAISE(ABORT, 'an import is never changed');
END;

CREATE TRIGGER supply_import_is_never_deleted BEFORE DELETE ON supply_import
BEGIN
    SELECT RAISE(ABORT, 'an import is never deleted');
END;

CREATE TRIGGER supply_fact_is_never_changed BEFORE UPDATE ON supply_fact
BEGIN
    SELECT RAISE(ABORT, 'a fact is never changed');
END;

CREATE TRIGGER supply_fact_is_never_deleted BEFORE DELETE ON supply_fact
BEGIN
    SELECT RAISE(ABORT, 'a fact is never deleted');
END;

CREATE TRIGGER certificate_fact_is_never_changed BEFORE UPDATE ON certificate_fact
BEGIN
    SELECT RAISE(ABORT, 'a fact is never changed');
END;

CREATE TRIGGER certificate_fact_is_never_deleted BEFORE DELETE ON certificate_fact
BEGIN
    SELECT RAISE(ABORT, 'a fact is never deleted');
END;

-- Imports that nobody has undone.
CREATE VIEW import_in_force AS
SELECT i.id, i.site_id, i.stage, i.sha256, i.intervals FROM supply_import i
WHERE i.undoes_import_id IS NULL AND NOT EXISTS (SELECT 1 FROM supply_import u WHERE u.undoes_import_id = i.id);

-- What is known now of each interval: the newest fact whose import is in force.
CREATE VIEW known_supply AS
SELECT f.site_id, f.stage, f.interval_start_utc_ms, f.energy_wh, f.source, f.certificate_id, f.import_id
FROM supply_fact f
WHERE NOT EXISTS (SELECT 1 FROM supply_import u WHERE u.undoes_import_id = f.import_id)
  AND NOT EXISTS (
    SELECT 1 FROM supply_fact later
    WHERE later.site_id = f.site_id AND later.stage = f.stage AND later.interval_start_utc_ms = f.interval_start_utc_ms
      AND later.import_id > f.import_id
      AND NOT EXISTS (SELECT 1 FROM supply_import u WHERE u.undoes_import_id = later.import_id));

CREATE VIEW supply AS
SELECT site_id, interval_start_utc_ms, energy_wh, source, certificate_id, import_id FROM known_supply WHERE stage = 'forecast';

CREATE VIEW certificate AS
SELECT f.certificate_id, f.device_id, f.source, f.technology, f.location, f.start_of_operation, f.issued,
       f.valid_from_utc_ms, f.valid_to_utc_ms, f.volume_wh, f.tracking, f.fit, f.import_id
FROM certificate_fact f
WHERE NOT EXISTS (SELECT 1 FROM supply_import u WHERE u.undoes_import_id = f.import_id)
  AND NOT EXISTS (
    SELECT 1 FROM certificate_fact later
    WHERE later.certificate_id = f.certificate_id AND later.import_id > f.import_id
      AND NOT EXISTS (SELECT 1 FROM supply_import u WHERE u.undoes_import_id = later.import_id));
