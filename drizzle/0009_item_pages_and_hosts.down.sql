DROP INDEX "item_revisions_replaced";--> statement-breakpoint
ALTER TABLE "sources" DROP COLUMN "full_text";--> statement-breakpoint
ALTER TABLE "items" DROP COLUMN "retracted_at";--> statement-breakpoint
ALTER TABLE "item_revisions" DROP COLUMN "found_in";--> statement-breakpoint
ALTER TABLE "item_revisions" DROP COLUMN "notice";--> statement-breakpoint
DROP TABLE "web_hosts";--> statement-breakpoint
DROP TABLE "item_pages";
