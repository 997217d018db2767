DROP TABLE "request_turns";--> statement-breakpoint
DROP TABLE "ingest_requests";--> statement-breakpoint
DROP TABLE "api_credentials";
