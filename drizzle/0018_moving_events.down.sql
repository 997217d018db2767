DROP INDEX "events_moving";--> statement-breakpoint
CREATE INDEX "events_moving" ON "events" USING btree ("tenant_id") WHERE "events"."activity_state" <> 'closed' or "events"."momentum_at" is null;
