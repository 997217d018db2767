ALTER TABLE "trend_evidence" ADD COLUMN "order_key" text NOT NULL DEFAULT '';--> statement-breakpoint
ALTER TABLE "trend_evidence" ALTER COLUMN "order_key" DROP DEFAULT;--> statement-breakpoint
CREATE INDEX "trend_evidence_signal" ON "trend_evidence" USING btree ("trend_id","signal","effective_at") WHERE "trend_evidence"."retracted_at" is null;
