-- A charge point's keys change in two steps: a generation is offered, and counts once a record of it has come.
-- confirmed_utc_ms: null while it is only offered. first_journal_id, first_number: its first record; from there on no older
-- generation's record is taken any more.
ALTER TABLE device_key ADD COLUMN confirmed_utc_ms INTEGER;
ALTER TABLE device_key ADD COLUMN first_journal_id INTEGER;
ALTER TABLE device_key ADD COLUMN first_number INTEGER;
UPDATE device_key SET confirmed_utc_ms = 0;

-- What goes with an offer over the wire; taken out again once it counts. Without a certificate it goes by cable.
CREATE TABLE key_offer (
    charge_point_id INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    certificate BLOB NOT NULL,
    certificate_key BLOB NOT NULL,
    PRIMARY KEY (charge_point_id, generation),
    FOREIGN KEY (charge_point_id, generation) REFERENCES device_key (charge_point_id, generation)
);
