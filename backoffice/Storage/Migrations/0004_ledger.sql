-- Computed from the records alone; Ledger.Rebuild() empties and fills both again.
CREATE TABLE session (
    journal_row INTEGER NOT NULL REFERENCES journal (id),
    number INTEGER NOT NULL,
    claim TEXT NOT NULL,
    token_hash INTEGER NOT NULL,
    started_utc_ms INTEGER NOT NULL,
    first_interval_utc_ms INTEGER NOT NULL,
    ended_utc_ms INTEGER,
    start_register_wh INTEGER NOT NULL,
    end_register_wh INTEGER,
    delivered_wh INTEGER NOT NULL,
    covered_wh INTEGER NOT NULL,
    uncovered_wh INTEGER NOT NULL,
    unclaimed_wh INTEGER NOT NULL,
    stopped_reason TEXT,
    state TEXT NOT NULL,
    times_suspended INTEGER NOT NULL,
    last_verdict TEXT NOT NULL,
    PRIMARY KEY (journal_row, number)
) WITHOUT ROWID;

CREATE INDEX session_by_start ON session (started_utc_ms);

CREATE TABLE interval_energy (
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    interval_start_utc_ms INTEGER NOT NULL,
    covered_wh INTEGER NOT NULL,
    uncovered_wh INTEGER NOT NULL,
    unclaimed_wh INTEGER NOT NULL,
    idle_wh INTEGER NOT NULL,
    PRIMARY KEY (charge_point_id, interval_start_utc_ms)
) WITHOUT ROWID;

CREATE INDEX interval_energy_by_start ON interval_energy (interval_start_utc_ms);
