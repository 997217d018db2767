DROP INDEX "events_describe_due";--> statement-breakpoint
DROP INDEX "events_unlinked";--> statement-breakpoint
DROP INDEX "events_same_as";--> statement-breakpoint
DROP INDEX "events_keywords";--> statement-breakpoint
ALTER TABLE "events" DROP COLUMN "describe_due";--> statement-breakpoint
ALTER TABLE "events" DROP COLUMN "linked_version";--> statement-breakpoint
ALTER TABLE "events" DROP COLUMN "same_as";--> statement-breakpoint
ALTER TABLE "event_lineage" DROP COLUMN "undo_reason";--> statement-breakpoint
ALTER TABLE "event_lineage" DROP COLUMN "undone_by";--> statement-breakpoint
ALTER TABLE "event_items" DROP COLUMN "placed_by";--> statement-breakpoint
ALTER TABLE "event_items" DROP COLUMN "revision";
