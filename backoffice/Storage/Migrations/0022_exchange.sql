-- What others may know of sites and charge points, and what was told to whom. Facts are added only; the newest counts.

-- Who operates the charge points: as others name us.
CREATE TABLE operator_fact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    country_code TEXT NOT NULL CHECK (length(country_code) = 2),
    party_id TEXT NOT NULL CHECK (length(party_id) = 3),
    name TEXT NOT NULL,
    website TEXT NOT NULL, -- empty for none
    tax_name TEXT NOT NULL, -- empty where no tax applies
    tax_hundredths INTEGER NOT NULL CHECK (tax_hundredths BETWEEN 0 AND 10000), -- of a percent
    prices_include_tax INTEGER NOT NULL CHECK (prices_include_tax IN (0, 1)),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

-- Where a site is. Degrees in millionths.
CREATE TABLE site_place (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    title TEXT NOT NULL,
    address TEXT NOT NULL,
    city TEXT NOT NULL,
    postal_code TEXT NOT NULL, -- empty for none
    country TEXT NOT NULL CHECK (length(country) = 3),
    latitude_millionths INTEGER NOT NULL CHECK (latitude_millionths BETWEEN -90000000 AND 90000000),
    longitude_millionths INTEGER NOT NULL CHECK (longitude_millionths BETWEEN -180000000 AND 180000000),
    is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

CREATE INDEX site_place_of ON site_place (site_id, id);

-- What a car is plugged into at a charge point.
CREATE TABLE connector_fact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    standard TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('CABLE', 'SOCKET')),
    power_type TEXT NOT NULL,
    max_voltage_v INTEGER NOT NULL CHECK (max_voltage_v > 0),
    max_current_a INTEGER NOT NULL CHECK (max_current_a > 0),
    max_power_w INTEGER NOT NULL CHECK (max_power_w > 0),
    evse_id TEXT NOT NULL, -- as printed on it; empty for the one made of its number
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

CREATE INDEX connector_fact_of ON connector_fact (charge_point_id, id);

-- Who may read: of a token only its SHA-256 is kept (it is 32 random bytes, nothing to guess).
CREATE TABLE partner_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    token_sha256 BLOB NOT NULL CHECK (length(token_sha256) = 32),
    sees_all_sites INTEGER NOT NULL CHECK (sees_all_sites IN (0, 1)),
    sees_all_programmes INTEGER NOT NULL CHECK (sees_all_programmes IN (0, 1)),
    made_by TEXT NOT NULL,
    made_utc_ms INTEGER NOT NULL,
    revoked_by TEXT,
    revoked_utc_ms INTEGER
);

CREATE TABLE partner_site (
    partner_id INTEGER NOT NULL REFERENCES partner_token (id),
    site_id INTEGER NOT NULL REFERENCES site (id),
    PRIMARY KEY (partner_id, site_id)
);

CREATE TABLE partner_programme (
    partner_id INTEGER NOT NULL REFERENCES partner_token (id),
    programme TEXT NOT NULL,
    PRIMARY KEY (partner_id, programme)
);

-- The time that what is told carries: each change gets one of its own, later than any before. The row is locked until the
-- change is committed, so that nobody sees a later one before an earlier one.
CREATE TABLE told_clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_utc_ms INTEGER NOT NULL
);

INSERT INTO told_clock (id, last_utc_ms) VALUES (1, 0);

-- Objects as they are told, without their time, as JSON of the newest version of OCPI. A CDR's row is sealed.
CREATE TABLE told_object (
    kind TEXT NOT NULL CHECK (kind IN ('location', 'evse', 'connector', 'tariff', 'session', 'cdr')),
    object_id TEXT NOT NULL,
    site_id INTEGER NOT NULL REFERENCES site (id),
    programme TEXT NOT NULL, -- the card's; empty for none
    body TEXT NOT NULL,
    told_utc_ms INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (kind, object_id)
);

CREATE INDEX told_object_by_time ON told_object (kind, told_utc_ms);

CREATE TRIGGER a_cdr_is_sealed BEFORE UPDATE ON told_object WHEN OLD.kind = 'cdr'
BEGIN
    SELECT RAISE(ABORT, 'a CDR is never changed; it is credited, and a new one made');
END;

CREATE TRIGGER a_told_object_is_never_deleted BEFORE DELETE ON told_object
BEGIN
    SELECT RAISE(ABORT, 'what was told is never deleted');
END;

-- Which CDR of a session counts: cdr_id is empty while none does; revision counts those that were made.
CREATE TABLE told_session (
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    session_number INTEGER NOT NULL,
    status TEXT NOT NULL,
    cdr_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    substance TEXT NOT NULL, -- what the CDR that counts says: another one means that it is credited
    PRIMARY KEY (journal_row, session_number)
);

-- Sessions to look at again, and what each waits for: nothing (empty), its checks, or a fact that somebody sets.
CREATE TABLE told_due (
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    session_number INTEGER NOT NULL,
    waits_for TEXT NOT NULL,
    PRIMARY KEY (journal_row, session_number)
);

CREATE INDEX told_due_by_wait ON told_due (waits_for);

-- How far what changes sessions was looked at: working state, not a fact.
CREATE TABLE told_cursor (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);

CREATE TABLE told_journal (
    journal_row INTEGER PRIMARY KEY REFERENCES journal (id),
    number INTEGER NOT NULL
);

CREATE TRIGGER operator_fact_is_never_changed BEFORE UPDATE ON operator_fact
BEGIN
    SELECT RAISE(ABORT, 'a fact is never changed; a newer one counts');
END;

CREATE TRIGGER operator_fact_is_never_deleted BEFORE DELETE ON operator_fact
BEGIN
    SELECT RAISE(ABORT, 'a fact is never deleted');
END;

CREATE TRIGGER site_place_is_never_changed BEFORE UPDATE ON site_place
BEGIN
    SELECT RAISE(ABORT, 'a fact is never changed; a newer one counts');
END;

CREATE TRIGGER site_place_is_never_deleted BEFORE DELETE ON site_place
BEGIN
    SELECT RAISE(ABORT, 'a fact is never deleted');
END;

CREATE TRIGGER connector_fact_is_never_changed BEFORE UPDATE ON connector_fact
BEGIN
    SELECT RAISE(ABORT, 'a fact is never changed; a newer one counts');
END;

CREATE TRIGGER connector_fact_is_never_deleted BEFORE DELETE ON connector_fact
BEGIN
    SELECT RAISE(ABORT, 'a fact is never deleted');
END;

-- Whatever staff decide about a session may change what is told of it.
CREATE TRIGGER finding_entry_makes_a_session_due AFTER INSERT ON finding_entry
BEGIN
    INSERT INTO told_due (journal_row, session_number, waits_for)
    SELECT journal_row, session_number, '' FROM finding WHERE id = NEW.finding_id AND session_number > 0
    ON CONFLICT (journal_row, session_number) DO UPDATE SET waits_for = '';
END;
