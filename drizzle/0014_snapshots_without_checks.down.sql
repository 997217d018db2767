CREATE INDEX "trend_snapshots_tenant" ON "trend_snapshots" USING btree ("tenant_id","timestamp");--> statement-breakpoint
DELETE FROM "trend_snapshots" s WHERE NOT EXISTS (SELECT FROM "trends" t WHERE t."id" = s."trend_id");--> statement-breakpoint
ALTER TABLE "trend_snapshots" ADD CONSTRAINT "trend_snapshots_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;
