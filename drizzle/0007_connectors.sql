CREATE TABLE "api_credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"name" text NOT NULL,
	"hosts" text[] DEFAULT '{}' NOT NULL,
	"key_id" text NOT NULL,
	"nonce" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ingest_requests" (
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"answer" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ingest_requests_tenant_id_key_pk" PRIMARY KEY("tenant_id","key")
);
--> statement-breakpoint
CREATE TABLE "request_turns" (
	"key" text PRIMARY KEY NOT NULL,
	"holder" uuid NOT NULL,
	"held_until" timestamp (3) with time zone NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "api_credentials_tenant_name" ON "api_credentials" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "ingest_requests_expires" ON "ingest_requests" USING btree ("expires_at");