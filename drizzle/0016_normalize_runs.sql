CREATE TABLE "normalize_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"item_ids" uuid[] NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "events_shard" ON "events" USING btree ("tenant_id","language","last_updated_at");--> statement-breakpoint
CREATE INDEX "items_duplicate_of" ON "items" USING btree ("duplicate_of") WHERE "items"."duplicate_of" is not null;