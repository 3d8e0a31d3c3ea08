-- What a kWh weighs in CO2, as somebody read it in a publication. Location: the grid's average. Residual: what is bought without a
-- certificate. Certificate: what a settled certificate stands for. In thousandths of a gram; the newest row of the newest year counts.
CREATE TABLE emission_factor (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    kind TEXT NOT NULL CHECK (kind IN ('Location', 'Residual', 'Certificate')),
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2199),
    mg_per_kwh INTEGER NOT NULL CHECK (mg_per_kwh >= 0),
    source TEXT NOT NULL CHECK (length(source) > 0),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

CREATE INDEX emission_factor_of ON emission_factor (site_id, kind, year, id);

CREATE TRIGGER emission_factor_is_never_changed BEFORE UPDATE ON emission_factor
BEGIN
    SELECT RAISE(ABORT, 'a factor is never changed; a newer one counts');
END;

CREATE TRIGGER emission_factor_is_never_deleted BEFORE DELETE ON emission_factor
BEGIN
    SELECT RAISE(ABORT, 'a factor is never deleted');
END;

-- A row to write: whether the database takes it is asked by /ready.
CREATE TABLE readiness (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    probed_utc_ms INTEGER NOT NULL
);

INSERT INTO readiness (id, probed_utc_ms) VALUES (1, 0);
