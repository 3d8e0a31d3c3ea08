-- What people asked charge points to do, and what came of it. Rows are added only.
-- id: ms since 1970 in UTC and rising, so that a charge point takes it for newer even after this file was lost.
CREATE TABLE charge_point_command (
    id INTEGER PRIMARY KEY,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    command TEXT NOT NULL CHECK (command IN ('start', 'stop', 'available', 'unavailable')),
    boot INTEGER NOT NULL,
    session_number INTEGER NOT NULL, -- 0 for none
    token_hash INTEGER NOT NULL, -- 0 for none
    asked_by TEXT NOT NULL,
    expires_utc_ms INTEGER NOT NULL
);

CREATE INDEX charge_point_command_of ON charge_point_command (charge_point_id, id);

CREATE TABLE charge_point_answer (
    command_id INTEGER PRIMARY KEY REFERENCES charge_point_command (id),
    result TEXT NOT NULL,
    answered_utc_ms INTEGER NOT NULL
);

-- Until when something of a charge point is good: its certificate, its meter's verification. The newest row counts.
CREATE TABLE charge_point_expiry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    kind TEXT NOT NULL CHECK (kind IN ('Certificate', 'MeterVerification')),
    last_day TEXT NOT NULL, -- yyyy-MM-dd, through it
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

CREATE INDEX charge_point_expiry_of ON charge_point_expiry (charge_point_id, kind, id);

-- A board or meter that is being exchanged: what was there when it began. Its end is a row of its own.
CREATE TABLE exchange_begun (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    kind TEXT NOT NULL CHECK (kind IN ('Board', 'Meter')),
    journal_id INTEGER NOT NULL,
    meter_serial TEXT NOT NULL,
    begun_by TEXT NOT NULL,
    begun_utc_ms INTEGER NOT NULL
);

CREATE TABLE exchange_ended (
    exchange_id INTEGER PRIMARY KEY REFERENCES exchange_begun (id),
    is_done INTEGER NOT NULL CHECK (is_done IN (0, 1)), -- 0: given up
    ended_by TEXT NOT NULL,
    ended_utc_ms INTEGER NOT NULL
);

-- The newest boot, meter and fault of a journal, without reading it: types 1, 6 and 10.
CREATE INDEX record_of_board ON record (journal_row, type, number) WHERE type IN (1, 6, 10);
