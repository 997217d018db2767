CREATE TYPE "public"."activity_state" AS ENUM('active', 'dormant', 'closed');--> statement-breakpoint
CREATE TYPE "public"."epistemic_state" AS ENUM('emerging', 'confirmed', 'contested', 'retracted');--> statement-breakpoint
CREATE TYPE "public"."momentum_state" AS ENUM('emerging', 'viral', 'sustained', 'declining', 'dead');--> statement-breakpoint
CREATE TYPE "public"."embedding_status" AS ENUM('pending', 'succeeded', 'failed', 'skipped');--> statement-breakpoint
CREATE TYPE "public"."processing_status" AS ENUM('pending', 'processing', 'classified', 'noise', 'error');--> statement-breakpoint
CREATE TYPE "public"."source_reporting" AS ENUM('firsthand', 'secondary', 'aggregator', 'unknown');--> statement-breakpoint
CREATE TYPE "public"."source_status" AS ENUM('new', 'ok', 'failing', 'silent', 'disabled');--> statement-breakpoint
CREATE TYPE "public"."source_tier" AS ENUM('primary', 'wire', 'major', 'regional', 'aggregator');--> statement-breakpoint
CREATE TYPE "public"."trend_outcome" AS ENUM('occurred', 'did_not_occur', 'partial', 'superseded', 'ongoing');--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"name" text NOT NULL,
	"key_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "web_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "embedding_records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"owner_kind" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"model" text NOT NULL,
	"dimensions" integer NOT NULL,
	"vector_id" uuid NOT NULL,
	"status" "embedding_status" NOT NULL,
	"error" text,
	"text_hash" text NOT NULL,
	"vector" "bytea",
	"language" text,
	"owner_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"indexed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "event_items" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"event_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"score" double precision NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event_lineage" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"kind" text NOT NULL,
	"from_event_id" uuid NOT NULL,
	"to_event_id" uuid NOT NULL,
	"item_ids" uuid[] NOT NULL,
	"actor" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"undone_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "event_rankings" (
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"rank" integer NOT NULL,
	"event_id" uuid NOT NULL,
	"score" double precision NOT NULL,
	"momentum_state" "momentum_state" NOT NULL,
	CONSTRAINT "event_rankings_tenant_id_taken_at_rank_pk" PRIMARY KEY("tenant_id","taken_at","rank")
);
--> statement-breakpoint
CREATE TABLE "event_shards" (
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"language" text NOT NULL,
	"cursor_seq" bigint DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "event_shards_tenant_id_language_pk" PRIMARY KEY("tenant_id","language")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"language" text NOT NULL,
	"headline" text NOT NULL,
	"canonical_summary" text DEFAULT '' NOT NULL,
	"primary_item_id" uuid NOT NULL,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"categories" text[] DEFAULT '{}' NOT NULL,
	"keywords" text[] DEFAULT '{}' NOT NULL,
	"countries" text[] DEFAULT '{}' NOT NULL,
	"item_count" integer NOT NULL,
	"source_count" integer NOT NULL,
	"independent_source_count" integer NOT NULL,
	"contradictions" integer DEFAULT 0 NOT NULL,
	"epistemic_state" "epistemic_state" DEFAULT 'emerging' NOT NULL,
	"activity_state" "activity_state" DEFAULT 'active' NOT NULL,
	"momentum_state" "momentum_state" DEFAULT 'emerging' NOT NULL,
	"velocity" double precision DEFAULT 0 NOT NULL,
	"acceleration" double precision DEFAULT 0 NOT NULL,
	"diversity" double precision DEFAULT 0 NOT NULL,
	"momentum_at" timestamp (3) with time zone,
	"rank" integer,
	"score" double precision DEFAULT 0 NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_updated_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"scored_version" integer DEFAULT 0 NOT NULL,
	"embedded_version" integer DEFAULT 0 NOT NULL,
	"embedding_status" "embedding_status" DEFAULT 'pending' NOT NULL,
	"embedding_error" text,
	"merged_into" uuid,
	"fts" "tsvector",
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "item_identities" (
	"source_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"item_id" uuid NOT NULL,
	"content_hash" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "item_identities_source_id_external_id_pk" PRIMARY KEY("source_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "item_revisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"item_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"content_hash" text,
	"reason" text NOT NULL,
	"replaced_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"seq" bigint NOT NULL,
	"source_id" uuid NOT NULL,
	"connector" text NOT NULL,
	"external_id" text NOT NULL,
	"url" text,
	"canonical_url" text,
	"title" text DEFAULT '' NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"author" text,
	"actor_id" uuid,
	"publisher" text,
	"owner" text,
	"published_at" timestamp (3) with time zone,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	"ingested_at" timestamp (3) with time zone NOT NULL,
	"language" text,
	"language_confidence" double precision,
	"content_hash" text,
	"simhash" bigint,
	"duplicate_of" uuid,
	"duplicate_kind" text,
	"processing_status" "processing_status" DEFAULT 'pending' NOT NULL,
	"error_message" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"embedding_status" "embedding_status" DEFAULT 'pending' NOT NULL,
	"embedding_error" text,
	"sentiment" double precision,
	"topics" text[] DEFAULT '{}' NOT NULL,
	"entities" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"geo" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"confidence_score" double precision,
	"enrichment_metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"views" bigint,
	"likes" bigint,
	"shares" bigint,
	"comments" bigint,
	"search_terms_matched" text[] DEFAULT '{}' NOT NULL,
	"collection_run_id" uuid,
	"raw" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"revised_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"fts" "tsvector"
) PARTITION BY RANGE ("id");
--> statement-breakpoint
CREATE TABLE "pipeline_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"stage" text NOT NULL,
	"job_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"status" text NOT NULL,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "trend_snapshots" (
	"trend_id" uuid NOT NULL,
	"timestamp" timestamp (3) with time zone NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"log_odds" double precision NOT NULL,
	"probability" double precision NOT NULL,
	"band_low" double precision NOT NULL,
	"band_high" double precision NOT NULL,
	"level" text NOT NULL,
	"direction" text NOT NULL,
	"event_count_24h" integer NOT NULL,
	"is_blind" boolean DEFAULT false NOT NULL,
	"definition_version" integer NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "trend_snapshots_trend_id_timestamp_pk" PRIMARY KEY("trend_id","timestamp")
) PARTITION BY RANGE ("timestamp");
--> statement-breakpoint
CREATE TABLE "source_health_checks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"source_id" uuid NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"status_code" integer,
	"duration_ms" integer NOT NULL,
	"bytes" integer DEFAULT 0 NOT NULL,
	"entries" integer DEFAULT 0 NOT NULL,
	"inserted" integer DEFAULT 0 NOT NULL,
	"revised" integer DEFAULT 0 NOT NULL,
	"error" text,
	"job_id" text
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"connector" text NOT NULL,
	"name" text NOT NULL,
	"url" text,
	"owner" text,
	"tier" "source_tier" DEFAULT 'regional' NOT NULL,
	"reporting" "source_reporting" DEFAULT 'unknown' NOT NULL,
	"language" text,
	"country" text,
	"credibility_score" double precision DEFAULT 0.5 NOT NULL,
	"config" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"is_sample" boolean DEFAULT false NOT NULL,
	"interval_seconds" integer,
	"min_interval_seconds" integer,
	"max_interval_seconds" integer,
	"next_check_at" timestamp (3) with time zone,
	"etag" text,
	"last_modified" text,
	"watermark" jsonb,
	"status" "source_status" DEFAULT 'new' NOT NULL,
	"last_fetched_at" timestamp (3) with time zone,
	"last_success_at" timestamp (3) with time zone,
	"last_new_item_at" timestamp (3) with time zone,
	"silent_since" timestamp (3) with time zone,
	"consecutive_failures" integer DEFAULT 0 NOT NULL,
	"backoff_until" timestamp (3) with time zone,
	"last_error" text,
	"last_warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"disabled_reason" text,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "state_entries" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"item_seq" bigint DEFAULT 0 NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trend_blind_spans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"trend_id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trend_definitions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"trend_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"baseline_log_odds" double precision NOT NULL,
	"half_life_days" double precision NOT NULL,
	"definition" jsonb NOT NULL,
	"content_hash" text NOT NULL,
	"author" text DEFAULT 'system' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trend_evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"trend_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"event_version" integer NOT NULL,
	"signal" text NOT NULL,
	"definition_id" uuid NOT NULL,
	"definition_version" integer NOT NULL,
	"matcher_version" text NOT NULL,
	"direction" smallint NOT NULL,
	"weight" double precision NOT NULL,
	"severity" double precision NOT NULL,
	"confidence" double precision NOT NULL,
	"credibility" double precision NOT NULL,
	"corroboration" double precision NOT NULL,
	"contradictions" integer DEFAULT 0 NOT NULL,
	"novelty" double precision NOT NULL,
	"owner_cap" double precision DEFAULT 1 NOT NULL,
	"delta" numeric(10, 6) NOT NULL,
	"half_life_days" double precision NOT NULL,
	"owner" text NOT NULL,
	"groups" jsonb NOT NULL,
	"item_ids" uuid[] NOT NULL,
	"spans" jsonb NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"retracted_at" timestamp (3) with time zone,
	"retraction_reason" text,
	"superseded_by" uuid,
	"job_id" text
);
--> statement-breakpoint
CREATE TABLE "trend_outcomes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"trend_id" uuid NOT NULL,
	"outcome" "trend_outcome" NOT NULL,
	"resolved_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"note" text NOT NULL,
	"author" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trend_overrides" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"trend_id" uuid NOT NULL,
	"delta" double precision NOT NULL,
	"half_life_days" double precision NOT NULL,
	"reason" text NOT NULL,
	"author" text NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"retracted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "trends" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text DEFAULT 'main' NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"question" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"is_sample" boolean DEFAULT false NOT NULL,
	"current_definition_id" uuid,
	"current_log_odds" double precision NOT NULL,
	"current_as_of" timestamp (3) with time zone NOT NULL,
	"snapshots_stale_from" timestamp (3) with time zone,
	"scored_definition_id" uuid,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "event_items" ADD CONSTRAINT "event_items_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_rankings" ADD CONSTRAINT "event_rankings_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trend_snapshots" ADD CONSTRAINT "trend_snapshots_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_health_checks" ADD CONSTRAINT "source_health_checks_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trend_blind_spans" ADD CONSTRAINT "trend_blind_spans_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trend_definitions" ADD CONSTRAINT "trend_definitions_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trend_evidence" ADD CONSTRAINT "trend_evidence_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trend_outcomes" ADD CONSTRAINT "trend_outcomes_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trend_overrides" ADD CONSTRAINT "trend_overrides_trend_id_trends_id_fk" FOREIGN KEY ("trend_id") REFERENCES "public"."trends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "web_sessions_secret" ON "web_sessions" USING btree ("secret_hash");--> statement-breakpoint
CREATE INDEX "web_sessions_expires" ON "web_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "embedding_records_owner" ON "embedding_records" USING btree ("owner_kind","owner_id","model");--> statement-breakpoint
CREATE INDEX "embedding_records_updated" ON "embedding_records" USING btree ("tenant_id","model","owner_kind","updated_at");--> statement-breakpoint
CREATE INDEX "event_items_event" ON "event_items" USING btree ("event_id","seq");--> statement-breakpoint
CREATE INDEX "event_lineage_from" ON "event_lineage" USING btree ("from_event_id");--> statement-breakpoint
CREATE INDEX "event_lineage_to" ON "event_lineage" USING btree ("to_event_id");--> statement-breakpoint
CREATE INDEX "event_rankings_event" ON "event_rankings" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "events_unscored" ON "events" USING btree ("tenant_id","id") WHERE "events"."scored_version" < "events"."version";--> statement-breakpoint
CREATE INDEX "events_unembedded" ON "events" USING btree ("tenant_id","id") WHERE "events"."embedded_version" < "events"."version";--> statement-breakpoint
CREATE INDEX "events_last_updated" ON "events" USING btree ("tenant_id","last_updated_at");--> statement-breakpoint
CREATE INDEX "events_rank" ON "events" USING btree ("tenant_id","rank");--> statement-breakpoint
CREATE INDEX "events_score" ON "events" USING btree ("tenant_id","score");--> statement-breakpoint
CREATE INDEX "events_fts" ON "events" USING gin ("fts");--> statement-breakpoint
CREATE INDEX "item_identities_item" ON "item_identities" USING btree ("item_id");--> statement-breakpoint
CREATE UNIQUE INDEX "item_revisions_item" ON "item_revisions" USING btree ("item_id","revision");--> statement-breakpoint
CREATE INDEX "items_tenant_seq" ON "items" USING btree ("tenant_id","seq");--> statement-breakpoint
CREATE INDEX "items_open" ON "items" USING btree ("tenant_id","seq") WHERE "items"."processing_status" in ('pending', 'processing');--> statement-breakpoint
CREATE INDEX "items_unembedded" ON "items" USING btree ("tenant_id","seq") WHERE "items"."embedding_status" = 'pending';--> statement-breakpoint
CREATE INDEX "items_source" ON "items" USING btree ("source_id","fetched_at");--> statement-breakpoint
CREATE INDEX "items_content_hash" ON "items" USING btree ("tenant_id","content_hash");--> statement-breakpoint
CREATE INDEX "items_fetched" ON "items" USING btree ("tenant_id","fetched_at");--> statement-breakpoint
CREATE INDEX "items_published" ON "items" USING btree ("tenant_id","published_at");--> statement-breakpoint
CREATE INDEX "items_author" ON "items" USING btree ("tenant_id","author");--> statement-breakpoint
CREATE INDEX "items_terms" ON "items" USING gin ("search_terms_matched");--> statement-breakpoint
CREATE INDEX "items_metadata" ON "items" USING gin ("enrichment_metadata");--> statement-breakpoint
CREATE INDEX "items_fts" ON "items" USING gin ("fts");--> statement-breakpoint
CREATE INDEX "pipeline_runs_stage" ON "pipeline_runs" USING btree ("stage","started_at");--> statement-breakpoint
CREATE INDEX "pipeline_runs_started" ON "pipeline_runs" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "trend_snapshots_tenant" ON "trend_snapshots" USING btree ("tenant_id","timestamp");--> statement-breakpoint
CREATE INDEX "source_health_checks_source" ON "source_health_checks" USING btree ("source_id","checked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sources_tenant_name" ON "sources" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "sources_tenant_connector_url" ON "sources" USING btree ("tenant_id","connector","url") WHERE "sources"."url" is not null;--> statement-breakpoint
CREATE INDEX "sources_due" ON "sources" USING btree ("next_check_at") WHERE "sources"."is_active" and "sources"."next_check_at" is not null;--> statement-breakpoint
CREATE INDEX "state_entries_expires" ON "state_entries" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "trend_blind_spans_trend" ON "trend_blind_spans" USING btree ("trend_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "trend_blind_spans_open" ON "trend_blind_spans" USING btree ("trend_id") WHERE "trend_blind_spans"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "trend_definitions_version" ON "trend_definitions" USING btree ("trend_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "trend_evidence_active" ON "trend_evidence" USING btree ("trend_id","event_id","signal") WHERE "trend_evidence"."retracted_at" is null;--> statement-breakpoint
CREATE INDEX "trend_evidence_effective" ON "trend_evidence" USING btree ("trend_id","effective_at");--> statement-breakpoint
CREATE INDEX "trend_evidence_event" ON "trend_evidence" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "trend_outcomes_trend" ON "trend_outcomes" USING btree ("trend_id","recorded_at");--> statement-breakpoint
CREATE INDEX "trend_overrides_trend" ON "trend_overrides" USING btree ("trend_id","effective_at");--> statement-breakpoint
CREATE UNIQUE INDEX "trends_tenant_slug" ON "trends" USING btree ("tenant_id","slug");
--> statement-breakpoint
CREATE TABLE "items_default" PARTITION OF "items" DEFAULT;--> statement-breakpoint
CREATE TABLE "trend_snapshots_default" PARTITION OF "trend_snapshots" DEFAULT;--> statement-breakpoint
-- The smallest UUIDv7 of an instant: its milliseconds in the first 48 bits, zeros after them.
CREATE FUNCTION uuid_v7_floor(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;--> statement-breakpoint
-- Creates the partition of "parent" (items by id, trend_snapshots by timestamp) for the UTC month of "at".
-- Answers false when it exists, or when the default partition already holds rows of that month.
CREATE FUNCTION ensure_month_partition(parent text, at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  first timestamptz := date_trunc('month', at, 'UTC');
  after_last timestamptz := date_trunc('month', first + interval '32 days', 'UTC');
  child text := parent || '_' || to_char(first AT TIME ZONE 'UTC', 'YYYYMM');
  lower_bound text;
  upper_bound text;
  occupied boolean;
BEGIN
  IF to_regclass(child) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_month_partition'), hashtext(parent));
  IF to_regclass(child) IS NOT NULL THEN RETURN false; END IF;
  IF parent = 'items' THEN
    lower_bound := uuid_v7_floor(first)::text;
    upper_bound := uuid_v7_floor(after_last)::text;
    EXECUTE format('SELECT EXISTS (SELECT FROM items_default WHERE id >= %L AND id < %L)', lower_bound, upper_bound) INTO occupied;
  ELSE
    lower_bound := first::text;
    upper_bound := after_last::text;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE "timestamp" >= %L AND "timestamp" < %L)', parent || '_default', lower_bound, upper_bound) INTO occupied;
  END IF;
  IF occupied THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', child, parent, lower_bound, upper_bound);
  RETURN true;
END $$;--> statement-breakpoint
INSERT INTO "tenants" ("id", "name") VALUES ('main', 'Main workspace') ON CONFLICT DO NOTHING;
