CREATE TABLE "audit_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"via" text NOT NULL,
	"action" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"stage" text NOT NULL,
	"payload" jsonb,
	"payload_digest" text NOT NULL,
	"cause" text NOT NULL,
	"fingerprint" text NOT NULL,
	"reason" text NOT NULL,
	"job_ids" text[] NOT NULL,
	"attempts" integer NOT NULL,
	"failures" integer DEFAULT 1 NOT NULL,
	"first_failed_at" timestamp (3) with time zone NOT NULL,
	"last_failed_at" timestamp (3) with time zone NOT NULL,
	"held_until" timestamp (3) with time zone,
	"retried_at" timestamp (3) with time zone,
	"retried_by" text,
	"resolution" text,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" text
);
--> statement-breakpoint
CREATE TABLE "stage_sweeps" (
	"stage" text PRIMARY KEY NOT NULL,
	"swept_at" timestamp (3) with time zone NOT NULL,
	"enqueued" integer NOT NULL,
	"held" integer NOT NULL,
	"duration_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "transaction_retries" (
	"day" date NOT NULL,
	"kind" text NOT NULL,
	"retried" integer DEFAULT 0 NOT NULL,
	"gave_up" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "transaction_retries_day_kind_pk" PRIMARY KEY("day","kind")
);
--> statement-breakpoint
CREATE INDEX "audit_entries_at" ON "audit_entries" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "dead_letters_open" ON "dead_letters" USING btree ("stage","payload_digest") WHERE "dead_letters"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "dead_letters_held" ON "dead_letters" USING btree ("stage","payload_digest") WHERE "dead_letters"."held_until" is not null;--> statement-breakpoint
CREATE INDEX "dead_letters_failed" ON "dead_letters" USING btree ("tenant_id","last_failed_at");