-- Who may speak: sites, their charge points with the device keys, and the programme members.
CREATE TABLE site (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    zone TEXT NOT NULL,
    interval_minutes INTEGER NOT NULL CHECK (interval_minutes IN (15, 30, 60)),
    tokens_version INTEGER NOT NULL DEFAULT 0,
    tokens_built_utc_ms INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE charge_point (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    name TEXT NOT NULL,
    UNIQUE (site_id, name)
);

-- One row a generation: after a rotation the records of the old key can still be verified.
CREATE TABLE device_key (
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    generation INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 255),
    device_key BLOB NOT NULL CHECK (length(device_key) = 32),
    PRIMARY KEY (charge_point_id, generation)
);

CREATE TABLE member (
    site_id INTEGER NOT NULL REFERENCES site (id),
    token_hash INTEGER NOT NULL,
    programme TEXT NOT NULL,
    valid_until_utc_ms INTEGER NOT NULL,
    PRIMARY KEY (site_id, token_hash)
);
