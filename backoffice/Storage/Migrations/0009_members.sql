-- Members as facts: which version of the site's token list says what of a card, since when, and by whom.
CREATE TABLE programme (
    number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 255),
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE member_group (
    site_id INTEGER NOT NULL REFERENCES site (id),
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 65535),
    name TEXT NOT NULL,
    PRIMARY KEY (site_id, number),
    UNIQUE (site_id, name)
);

-- programmes: numbers of those served here, separated by commas; NULL for all. guests_allowed: NULL leaves it to the
-- configuration of each charge point.
CREATE TABLE token_list (
    site_id INTEGER NOT NULL REFERENCES site (id),
    version INTEGER NOT NULL CHECK (version > 0),
    built_utc_ms INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    programmes TEXT,
    guests_allowed INTEGER,
    PRIMARY KEY (site_id, version)
);

-- Added only. What a version says of a card is its newest row up to that version.
CREATE TABLE member_fact (
    site_id INTEGER NOT NULL,
    token_hash INTEGER NOT NULL,
    version INTEGER NOT NULL,
    programme INTEGER NOT NULL REFERENCES programme (number),
    group_number INTEGER NOT NULL DEFAULT 0,
    valid_until_utc_ms INTEGER NOT NULL,
    is_revoked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (site_id, token_hash, version),
    FOREIGN KEY (site_id, version) REFERENCES token_list (site_id, version)
);

INSERT INTO programme (number, name)
SELECT row_number() OVER (ORDER BY programme), programme FROM (SELECT DISTINCT programme FROM member);

INSERT INTO token_list (site_id, version, built_utc_ms, changed_by, reason)
SELECT id, max(tokens_version, 1), tokens_built_utc_ms, 'migration', 'members of an earlier program' FROM site;

INSERT INTO member_fact (site_id, token_hash, version, programme, valid_until_utc_ms)
SELECT site_id, token_hash, max(tokens_version, 1), programme.number, valid_until_utc_ms
FROM member JOIN site ON site.id = site_id JOIN programme ON programme.name = member.programme;

DROP TABLE member;
ALTER TABLE site DROP COLUMN tokens_version;
ALTER TABLE site DROP COLUMN tokens_built_utc_ms;
