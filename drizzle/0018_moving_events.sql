DROP INDEX "events_moving";--> statement-breakpoint
CREATE INDEX "events_moving" ON "events" USING btree ("tenant_id") WHERE "events"."merged_into" is null and "events"."item_count" > 0 and (
      "events"."activity_state" <> 'closed' or "events"."momentum_state" <> 'dead' or "events"."rank" is not null or "events"."momentum_at" is null);