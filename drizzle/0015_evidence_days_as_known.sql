ALTER TABLE "trend_evidence_days" DROP CONSTRAINT "trend_evidence_days_trend_id_ends_at_half_life_days_pk";--> statement-breakpoint
DELETE FROM "trend_evidence_days";--> statement-breakpoint
ALTER TABLE "trend_evidence_days" ADD COLUMN "recorded_by" timestamp (3) with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "trend_evidence_days" ADD COLUMN "retracted_by" timestamp (3) with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "trend_evidence_days" ADD CONSTRAINT "trend_evidence_days_pk" PRIMARY KEY("trend_id","ends_at","half_life_days","recorded_by","retracted_by");--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_insert" ON "trend_evidence";--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_delete" ON "trend_evidence";--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_before" ON "trend_evidence";--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_after" ON "trend_evidence";--> statement-breakpoint
DROP FUNCTION sum_evidence_days();--> statement-breakpoint
CREATE FUNCTION sum_evidence_day(trend uuid, ends timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	-- Whoever changes evidence, the days it touches are added up anew from the rows there are: nothing can drift.
	DELETE FROM trend_evidence_days WHERE trend_id = trend AND ends_at = ends;
	INSERT INTO trend_evidence_days (trend_id, ends_at, half_life_days, recorded_by, retracted_by, delta, evidence_count)
	SELECT trend, ends, half_life_days,
		date_trunc('day', recorded_at, 'UTC') + interval '1 day' AS recorded_by,
		coalesce(date_trunc('day', retracted_at, 'UTC') + interval '1 day', 'infinity') AS retracted_by,
		sum(delta::float8 * power(2::float8, greatest(-1000, -extract(epoch FROM ends - effective_at)::float8 / 86400 / half_life_days))),
		count(*)::int
	FROM trend_evidence
	WHERE trend_id = trend AND effective_at >= ends - interval '1 day' AND effective_at < ends
	GROUP BY half_life_days, 4, 5;
END
$$;--> statement-breakpoint
CREATE FUNCTION sum_evidence_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- Day by day, so that each is found by index: a plan that was made for many rows, or for few, is kept as long as the connection.
	PERFORM sum_evidence_day(trend_id, ends_at) FROM (
		SELECT DISTINCT trend_id, date_trunc('day', effective_at, 'UTC') + interval '1 day' AS ends_at FROM changed ORDER BY 1, 2
	) touched;
	RETURN NULL;
END
$$;--> statement-breakpoint
CREATE FUNCTION sum_updated_evidence_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM sum_evidence_day(trend_id, ends_at) FROM (
		SELECT DISTINCT trend_id, date_trunc('day', effective_at, 'UTC') + interval '1 day' AS ends_at
		FROM (SELECT trend_id, effective_at FROM before UNION ALL SELECT trend_id, effective_at FROM changed) either ORDER BY 1, 2
	) touched;
	RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER trend_evidence_days_insert AFTER INSERT ON trend_evidence REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_evidence_days();--> statement-breakpoint
CREATE TRIGGER trend_evidence_days_delete AFTER DELETE ON trend_evidence REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_evidence_days();--> statement-breakpoint
CREATE TRIGGER trend_evidence_days_update AFTER UPDATE ON trend_evidence REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_updated_evidence_days();--> statement-breakpoint
INSERT INTO trend_evidence_days (trend_id, ends_at, half_life_days, recorded_by, retracted_by, delta, evidence_count)
SELECT trend_id, day + interval '1 day', half_life_days,
	date_trunc('day', recorded_at, 'UTC') + interval '1 day' AS recorded_by,
	coalesce(date_trunc('day', retracted_at, 'UTC') + interval '1 day', 'infinity') AS retracted_by,
	sum(delta::float8 * power(2::float8, greatest(-1000, -extract(epoch FROM day + interval '1 day' - effective_at)::float8 / 86400 / half_life_days))),
	count(*)::int
FROM trend_evidence, date_trunc('day', effective_at, 'UTC') day
GROUP BY trend_id, day, half_life_days, 4, 5;
