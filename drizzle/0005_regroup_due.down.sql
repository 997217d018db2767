DROP INDEX "items_regroup";--> statement-breakpoint
ALTER TABLE "items" DROP COLUMN "regroup_due";
