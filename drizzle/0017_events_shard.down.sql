DROP INDEX "events_shard";
