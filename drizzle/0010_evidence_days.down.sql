DROP TRIGGER "trend_evidence_days_insert" ON "trend_evidence";--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_delete" ON "trend_evidence";--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_before" ON "trend_evidence";--> statement-breakpoint
DROP TRIGGER "trend_evidence_days_after" ON "trend_evidence";--> statement-breakpoint
DROP FUNCTION sum_evidence_days();--> statement-breakpoint
DROP TABLE "trend_evidence_days";
