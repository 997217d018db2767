DROP INDEX "items_fingerprints";--> statement-breakpoint
ALTER TABLE "items" DROP COLUMN "fingerprints";
