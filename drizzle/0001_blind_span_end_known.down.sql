ALTER TABLE "trend_blind_spans" DROP COLUMN "ended_recorded_at";
