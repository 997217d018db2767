ALTER TABLE "trend_snapshots" DROP CONSTRAINT "trend_snapshots_trend_id_trends_id_fk";
--> statement-breakpoint
DROP INDEX "trend_snapshots_tenant";