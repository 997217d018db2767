DROP INDEX "trend_evidence_corrected";--> statement-breakpoint
ALTER TABLE "trend_evidence" DROP COLUMN "retraction_cause";--> statement-breakpoint
DROP TABLE "evidence_uses";--> statement-breakpoint
DROP TABLE "alert_deliveries";--> statement-breakpoint
DROP TABLE "alert_destinations";--> statement-breakpoint
DROP TABLE "alerts";
