DROP INDEX "events_moving";
