ALTER TABLE "trend_evidence" DROP COLUMN "assessment";--> statement-breakpoint
DROP TABLE "match_assessments";--> statement-breakpoint
DROP TABLE "text_vectors";
