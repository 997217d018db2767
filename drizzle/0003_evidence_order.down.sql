DROP INDEX "trend_evidence_signal";--> statement-breakpoint
ALTER TABLE "trend_evidence" DROP COLUMN "order_key";
