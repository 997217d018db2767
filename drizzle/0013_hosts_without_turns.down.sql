ALTER TABLE "web_hosts" ADD COLUMN "held_until" timestamp (3) with time zone NOT NULL DEFAULT now();--> statement-breakpoint
ALTER TABLE "web_hosts" ALTER COLUMN "held_until" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "web_hosts" ADD COLUMN "paused_until" timestamp (3) with time zone;
