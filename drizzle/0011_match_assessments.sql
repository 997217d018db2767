CREATE TABLE "match_assessments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"event_id" uuid NOT NULL,
	"event_version" integer NOT NULL,
	"definition_id" uuid NOT NULL,
	"model" text NOT NULL,
	"answers" jsonb NOT NULL,
	"prompt_tokens" integer NOT NULL,
	"completion_tokens" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "text_vectors" (
	"model" text NOT NULL,
	"text_hash" text NOT NULL,
	"vector" "bytea" NOT NULL,
	"used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "text_vectors_model_text_hash_pk" PRIMARY KEY("model","text_hash")
);
--> statement-breakpoint
ALTER TABLE "trend_evidence" ADD COLUMN "assessment" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "match_assessments_asked" ON "match_assessments" USING btree ("event_id","event_version","definition_id","model");--> statement-breakpoint
CREATE INDEX "match_assessments_created" ON "match_assessments" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "text_vectors_used" ON "text_vectors" USING btree ("used_at");