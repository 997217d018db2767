DROP TRIGGER "trend_evidence_days_insert" ON "trend_evidence";--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_delete" ON "trend_evidence";--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_update" ON "trend_evidence";--> statement-breakpoint
DROP FUNCTION sum_updated_evidence_days();--> statement-breakpoint
DROP FUNCTION sum_evidence_days();--> statement-breakpoint
DROP FUNCTION sum_evidence_day(uuid, timestamptz);--> statement-breakpoint
DELETE FROM "trend_evidence_days";--> statement-breakpoint
ALTER TABLE "trend_evidence_days" DROP CONSTRAINT "trend_evidence_days_pk";--> statement-breakpoint
ALTER TABLE "trend_evidence_days" DROP COLUMN "recorded_by";--> statement-breakpoint
ALTER TABLE "trend_evidence_days" DROP COLUMN "retracted_by";--> statement-breakpoint
ALTER TABLE "trend_evidence_days" ADD CONSTRAINT "trend_evidence_days_trend_id_ends_at_half_life_days_pk" PRIMARY KEY("trend_id","ends_at","half_life_days");--> statement-breakpoint
CREATE FUNCTION sum_evidence_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- Whoever changes evidence, the days it touches are added up anew from the rows that hold: nothing can drift.
	DELETE FROM trend_evidence_days d USING (
		SELECT DISTINCT trend_id, date_trunc('day', effective_at, 'UTC') + interval '1 day' AS ends_at FROM changed
	) touched
	WHERE d.trend_id = touched.trend_id AND d.ends_at = touched.ends_at;
	INSERT INTO trend_evidence_days (trend_id, ends_at, half_life_days, delta, evidence_count)
	SELECT e.trend_id, touched.ends_at, e.half_life_days,
		sum(e.delta::float8 * power(2::float8, greatest(-1000, -extract(epoch FROM touched.ends_at - e.effective_at)::float8 / 86400 / e.half_life_days))),
		count(*)::int
	FROM (
		SELECT DISTINCT trend_id, date_trunc('day', effective_at, 'UTC') + interval '1 day' AS ends_at FROM changed
	) touched
	JOIN trend_evidence e ON e.trend_id = touched.trend_id AND e.retracted_at IS NULL
		AND e.effective_at >= touched.ends_at - interval '1 day' AND e.effective_at < touched.ends_at
	GROUP BY e.trend_id, touched.ends_at, e.half_life_days;
	RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER trend_evidence_days_insert AFTER INSERT ON trend_evidence REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_evidence_days();--> statement-breakpoint
CREATE TRIGGER trend_evidence_days_delete AFTER DELETE ON trend_evidence REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_evidence_days();--> statement-breakpoint
CREATE TRIGGER trend_evidence_days_before AFTER UPDATE ON trend_evidence REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_evidence_days();--> statement-breakpoint
CREATE TRIGGER trend_evidence_days_after AFTER UPDATE ON trend_evidence REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_evidence_days();--> statement-breakpoint
INSERT INTO trend_evidence_days (trend_id, ends_at, half_life_days, delta, evidence_count)
SELECT trend_id, day + interval '1 day', half_life_days,
	sum(delta::float8 * power(2::float8, greatest(-1000, -extract(epoch FROM day + interval '1 day' - effective_at)::float8 / 86400 / half_life_days))),
	count(*)::int
FROM trend_evidence, date_trunc('day', effective_at, 'UTC') day
WHERE retracted_at IS NULL
GROUP BY trend_id, day, half_life_days;
