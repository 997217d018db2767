DROP TABLE "transaction_retries";--> statement-breakpoint
DROP TABLE "stage_sweeps";--> statement-breakpoint
DROP TABLE "dead_letters";--> statement-breakpoint
DROP TABLE "audit_entries";
