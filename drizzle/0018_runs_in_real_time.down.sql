ALTER TABLE "normalize_runs" ALTER COLUMN "started_at" DROP DEFAULT;
