ALTER TABLE "event_items" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "event_items" ADD COLUMN "placed_by" text;--> statement-breakpoint
-- an item whose edit was looked at was placed as it now is
UPDATE "event_items" SET "revision" = "items"."revision" FROM "items"
WHERE "items"."id" = "event_items"."item_id" AND "items"."revision" > 0 AND NOT "items"."regroup_due";--> statement-breakpoint
ALTER TABLE "event_lineage" ADD COLUMN "undone_by" text;--> statement-breakpoint
ALTER TABLE "event_lineage" ADD COLUMN "undo_reason" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "same_as" uuid;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "linked_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "describe_due" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "events_keywords" ON "events" USING gin ("keywords");--> statement-breakpoint
CREATE INDEX "events_same_as" ON "events" USING btree ("same_as") WHERE "events"."same_as" is not null;--> statement-breakpoint
CREATE INDEX "events_unlinked" ON "events" USING btree ("tenant_id","id") WHERE "events"."linked_version" < "events"."embedded_version";--> statement-breakpoint
CREATE INDEX "events_describe_due" ON "events" USING btree ("tenant_id","id") WHERE "events"."describe_due";