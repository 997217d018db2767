DROP INDEX "items_duplicate_of";--> statement-breakpoint
DROP INDEX "events_shard";--> statement-breakpoint
DROP TABLE "normalize_runs";
