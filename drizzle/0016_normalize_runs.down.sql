DROP INDEX "items_duplicate_of";--> statement-breakpoint
DROP TABLE "normalize_runs";
