CREATE TABLE "item_pages" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"url" text NOT NULL,
	"host" text NOT NULL,
	"item_revision" integer NOT NULL,
	"state" text DEFAULT 'due' NOT NULL,
	"due_at" timestamp (3) with time zone,
	"hold_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"read_at" timestamp (3) with time zone,
	"status_code" integer,
	"etag" text,
	"last_modified" text,
	"canonical_url" text,
	"title" text,
	"text" text,
	"author" text,
	"published_at" timestamp (3) with time zone,
	"language" text,
	"wall" text,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "web_hosts" (
	"host" text PRIMARY KEY NOT NULL,
	"held_until" timestamp (3) with time zone NOT NULL,
	"paused_until" timestamp (3) with time zone,
	"robots" text,
	"robots_status" integer,
	"robots_read_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "item_revisions" ADD COLUMN "notice" text;--> statement-breakpoint
ALTER TABLE "item_revisions" ADD COLUMN "found_in" text DEFAULT 'entry' NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "retracted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "full_text" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "item_pages_due" ON "item_pages" USING btree ("due_at") WHERE "item_pages"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "item_pages_held" ON "item_pages" USING btree ("tenant_id","hold_until") WHERE "item_pages"."state" = 'due';--> statement-breakpoint
CREATE INDEX "item_revisions_replaced" ON "item_revisions" USING btree ("tenant_id","replaced_at");