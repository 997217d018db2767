ALTER TABLE "items" ADD COLUMN "fingerprints" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "items_fingerprints" ON "items" USING gin ("fingerprints") WITH (fastupdate=false);