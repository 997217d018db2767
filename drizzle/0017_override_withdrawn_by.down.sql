ALTER TABLE "trend_overrides" DROP COLUMN "retracted_by";
