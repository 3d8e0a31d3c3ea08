-- Who may use the pages, and what they did. A person is never deleted: the name stands beside what was done.

CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role TEXT NOT NULL CHECK (role IN ('Dealer', 'BackOffice', 'Technician', 'Administrator', 'Auditor')),
    sees_all_sites INTEGER NOT NULL CHECK (sees_all_sites IN (0, 1)),
    is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1)),
    password_hash TEXT NOT NULL,
    must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
    stamp TEXT NOT NULL, -- another one ends every session of the person
    failures INTEGER NOT NULL DEFAULT 0, -- wrong passwords since the last right one
    locked_until_utc_ms INTEGER NOT NULL DEFAULT 0,
    signed_in_utc_ms INTEGER -- last time
);

CREATE TABLE person_site (
    person_id INTEGER NOT NULL REFERENCES person (id),
    site_id INTEGER NOT NULL REFERENCES site (id),
    PRIMARY KEY (person_id, site_id)
) WITHOUT ROWID;

-- Who did what to whom or what, and when. Decisions about findings, imports and rules have rows of their own.
CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_utc_ms INTEGER NOT NULL,
    done_by TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
);

CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE ON audit_entry
BEGIN SELECT raise(ABORT, 'the audit trail is only added to'); END;

CREATE TRIGGER audit_entry_is_not_deleted BEFORE DELETE ON audit_entry
BEGIN SELECT raise(ABORT, 'the audit trail is only added to'); END;

-- Keys of cookies and forms, so that people stay signed in when the program starts anew.
CREATE TABLE page_key (
    name TEXT PRIMARY KEY,
    xml TEXT NOT NULL
) WITHOUT ROWID;
