ALTER TABLE "items" ADD COLUMN "regroup_due" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- edited or deleted, and not described anew since
UPDATE "items" SET "regroup_due" = true WHERE "revised_at" IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM "event_items" WHERE "event_items"."item_id" = "items"."id" AND "event_items"."added_at" >= "items"."revised_at"
);--> statement-breakpoint
-- passed by, and in no event
UPDATE "items" SET "regroup_due" = true WHERE "processing_status" = 'classified'
  AND "seq" <= (SELECT max("cursor_seq") FROM "event_shards" WHERE "event_shards"."tenant_id" = "items"."tenant_id")
  AND NOT EXISTS (SELECT 1 FROM "event_items" WHERE "event_items"."item_id" = "items"."id");--> statement-breakpoint
CREATE INDEX "items_regroup" ON "items" USING btree ("tenant_id","seq") WHERE "items"."regroup_due";
