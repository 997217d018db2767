CREATE TABLE "alert_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"alert_id" uuid NOT NULL,
	"destination_id" uuid NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone,
	"claimed_until" timestamp (3) with time zone,
	"last_attempt_at" timestamp (3) with time zone,
	"last_error" text,
	"sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_destinations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"summary" text NOT NULL,
	"trends" text[] DEFAULT '{}' NOT NULL,
	"key_id" text NOT NULL,
	"nonce" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"allow_private" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"trend_id" uuid NOT NULL,
	"definition_version" integer NOT NULL,
	"kind" text NOT NULL,
	"rule_key" text NOT NULL,
	"event_id" uuid,
	"message" text NOT NULL,
	"log_odds" double precision NOT NULL,
	"probability" double precision NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"cleared_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" text,
	"note" text,
	"job_id" text
);
--> statement-breakpoint
CREATE TABLE "evidence_uses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"trend_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"ref_id" uuid,
	"title" text NOT NULL,
	"actor" text NOT NULL,
	"evidence_ids" uuid[] NOT NULL,
	"used_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "trend_evidence" ADD COLUMN "retraction_cause" text;--> statement-breakpoint
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_destination_id_alert_destinations_id_fk" FOREIGN KEY ("destination_id") REFERENCES "public"."alert_destinations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_uses" ADD CONSTRAINT "evidence_uses_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_deliveries_once" ON "alert_deliveries" USING btree ("alert_id","destination_id");--> statement-breakpoint
CREATE INDEX "alert_deliveries_due" ON "alert_deliveries" USING btree ("due_at") WHERE "alert_deliveries"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "alert_deliveries_destination" ON "alert_deliveries" USING btree ("destination_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_destinations_name" ON "alert_destinations" USING btree ("tenant_id","name") WHERE "alert_destinations"."removed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("trend_id","rule_key",coalesce("event_id", "trend_id")) WHERE "alerts"."cleared_at" is null;--> statement-breakpoint
CREATE INDEX "alerts_raised" ON "alerts" USING btree ("tenant_id","raised_at");--> statement-breakpoint
CREATE INDEX "alerts_trend" ON "alerts" USING btree ("trend_id","raised_at");--> statement-breakpoint
CREATE INDEX "evidence_uses_evidence" ON "evidence_uses" USING gin ("evidence_ids");--> statement-breakpoint
CREATE INDEX "evidence_uses_used" ON "evidence_uses" USING btree ("tenant_id","used_at");--> statement-breakpoint
CREATE INDEX "evidence_uses_ref" ON "evidence_uses" USING btree ("ref_id");--> statement-breakpoint
CREATE INDEX "trend_evidence_corrected" ON "trend_evidence" USING btree ("tenant_id","retracted_at") WHERE "trend_evidence"."retraction_cause" in ('correction', 'deletion', 'regrouping');