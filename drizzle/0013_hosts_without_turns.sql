ALTER TABLE "web_hosts" DROP COLUMN "held_until";--> statement-breakpoint
ALTER TABLE "web_hosts" DROP COLUMN "paused_until";