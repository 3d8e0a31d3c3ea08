-- What the program's statements and migrations say to SQLite, for PostgreSQL; made anew whenever the program opens the database.

-- Names of people are the same in capitals.
CREATE COLLATION IF NOT EXISTS nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

-- The larger and the lesser of some; null where one of them is.
CREATE OR REPLACE FUNCTION max(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN a >= b THEN a WHEN a < b THEN b END';

CREATE OR REPLACE FUNCTION max(a anycompatible, b anycompatible, c anycompatible, d anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL AND d IS NOT NULL THEN greatest(a, b, c, d) END';

CREATE OR REPLACE FUNCTION min(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN a <= b THEN a WHEN a > b THEN b END';

-- Whether any row is so, and how many are: truth is 0 or 1.
CREATE OR REPLACE FUNCTION truth_or(so_far bigint, truth boolean) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN truth IS NULL THEN so_far WHEN truth THEN 1 ELSE coalesce(so_far, 0) END';

CREATE OR REPLACE FUNCTION truth_count(so_far bigint, truth boolean) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN truth IS NULL THEN so_far ELSE coalesce(so_far, 0) + truth::int END';

CREATE OR REPLACE AGGREGATE max(boolean) (SFUNC = truth_or, STYPE = bigint);

CREATE OR REPLACE AGGREGATE sum(boolean) (SFUNC = truth_count, STYPE = bigint);

-- The two formats that are used, and no other.
CREATE OR REPLACE FUNCTION printf(format text, value bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
BEGIN
    IF format = '%016X' THEN
        RETURN upper(lpad(to_hex(value), 16, '0'));
    ELSIF format = '.%03dZ' THEN
        RETURN '.' || lpad(value::text, 3, '0') || 'Z';
    END IF;
    RAISE EXCEPTION 'printf knows no format %', format;
END
$body$;

CREATE OR REPLACE FUNCTION strftime(format text, seconds bigint, counted text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
BEGIN
    IF format = '%Y-%m-%dT%H:%M:%S' AND counted = 'unixepoch' THEN
        RETURN to_char(timestamp '1970-01-01' + seconds * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS');
    END IF;
    RAISE EXCEPTION 'strftime knows no format %', format;
END
$body$;
