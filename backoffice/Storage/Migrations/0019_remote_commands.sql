-- More commands, for remote care. Their table and the one that refers to it are copied, as a CHECK cannot be changed.
CREATE TABLE charge_point_command_2 (
    id INTEGER PRIMARY KEY,
    charge_point_id INTEGER NOT NULL REFERENCES charge_point (id),
    command TEXT NOT NULL CHECK (command IN ('start', 'stop', 'available', 'unavailable', 'clear-fault', 'self-test', 'reboot', 'report')),
    boot INTEGER NOT NULL,
    session_number INTEGER NOT NULL, -- 0 for none
    token_hash INTEGER NOT NULL, -- 0 for none
    asked_by TEXT NOT NULL,
    expires_utc_ms INTEGER NOT NULL
);

CREATE TABLE charge_point_answer_2 (
    command_id INTEGER PRIMARY KEY REFERENCES charge_point_command_2 (id),
    result TEXT NOT NULL,
    answered_utc_ms INTEGER NOT NULL
);

INSERT INTO charge_point_command_2 SELECT id, charge_point_id, command, boot, session_number, token_hash, asked_by, expires_utc_ms FROM charge_point_command;
INSERT INTO charge_point_answer_2 SELECT command_id, result, answered_utc_ms FROM charge_point_answer;
DROP TABLE charge_point_answer;
DROP TABLE charge_point_command;
ALTER TABLE charge_point_command_2 RENAME TO charge_point_command;
ALTER TABLE charge_point_answer_2 RENAME TO charge_point_answer;
CREATE INDEX charge_point_command_of ON charge_point_command (charge_point_id, id);
