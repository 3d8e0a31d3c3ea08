-- When a site may charge on its supply, in its own time. The newest set of a kind counts; one without windows lifts it.
CREATE TABLE supply_window_set (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    kind TEXT NOT NULL CHECK (kind IN ('tariff', 'opening')),
    set_by TEXT NOT NULL,
    set_utc_ms INTEGER NOT NULL
);

-- days: Monday 1, Tuesday 2, Wednesday 4, … Sunday 64; minutes since midnight, an end not after the beginning is tomorrow's.
CREATE TABLE supply_window (
    set_id INTEGER NOT NULL REFERENCES supply_window_set (id),
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),
    from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute INTEGER NOT NULL CHECK (to_minute BETWEEN 0 AND 1440)
);
