-- As before, but which version a charge point has recorded is looked up only where there is a later one at all: the plus
-- keeps it out of the index's bounds, where it would be computed for every row.
DROP VIEW open_allocation;

CREATE VIEW open_allocation AS
SELECT p.id, p.charge_point_id, p.interval_start_utc_ms, p.plan_version, p.energy_wh, p.source, p.certificate_id, p.live_permille
FROM planned_allocation p
WHERE NOT EXISTS (
    SELECT 1 FROM planned_allocation later INDEXED BY sqlite_autoindex_planned_allocation_1
    WHERE later.charge_point_id = p.charge_point_id
      AND later.interval_start_utc_ms = p.interval_start_utc_ms
      AND later.plan_version > p.plan_version
      AND +later.plan_version <= (
          SELECT version FROM plan_report r
          WHERE r.charge_point_id = p.charge_point_id AND r.reported_utc_ms <= p.interval_start_utc_ms
          ORDER BY r.id DESC LIMIT 1));
