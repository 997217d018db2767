import { getDomain } from 'tldts'
import { z } from 'zod'
import { sourceReporting, sourceTier } from '../db/schema/index.ts'
import { InputError } from '../errors.ts'
import { getConnector } from './connectors/index.ts'
import { defaultCredibility, defaultReporting } from './credibility.ts'
import { feedAddress } from './web-address.ts'

const seconds = z.number().int().min(30).max(31_536_000)

/** A source as somebody adds or imports it; everything left out gets a default. */
export const newSource = z.strictObject({
  connector: z.string().default('rss'),
  name: z.string().trim().min(1).max(200).nullish(),
  url: z.string().trim().max(4_096).nullish(),
  /** Media group, state or account cluster; the registered domain of the address when it is not given. */
  owner: z.string().trim().min(1).max(200).nullish(),
  tier: z.enum(sourceTier.enumValues).nullish(),
  reporting: z.enum(sourceReporting.enumValues).nullish(),
  /** BCP 47 */
  language: z.string().trim().max(35).nullish(),
  /** ISO 3166-1 alpha-2 */
  country: z.string().trim().length(2).toUpperCase().nullish(),
  credibilityScore: z.number().min(0).max(1).nullish(),
  /** Whether the article behind each entry is read for its full text. */
  fullText: z.boolean().nullish(),
  config: z.record(z.string(), z.unknown()).nullish(),
  /** Given without bounds, it is kept; left out, it adapts to the source. */
  intervalSeconds: seconds.nullish(),
  minIntervalSeconds: seconds.nullish(),
  maxIntervalSeconds: seconds.nullish(),
  isActive: z.boolean().nullish(),
  isSample: z.boolean().nullish(),
})

export type NewSource = z.input<typeof newSource>

/** A source checked and completed with defaults. Throws InputError, which names every bad field. */
export function completeSource(input: NewSource) {
  const given = parsed(newSource, input, [])
  const connector = getConnector(given.connector)
  const config = parsed(connector.config, given.config ?? {}, ['config']) as Record<string, unknown>
  const url = given.url ? webAddress(given.url) : null
  if (connector.needsUrl && !url)
    throw problem('url', `a source of connector ${connector.name} needs the address of its feed`)
  const tier = given.tier ?? 'regional'
  const name = given.name ?? (url ? new URL(url).hostname.replace(/^www\./, '') : null)
  if (!name) throw problem('name', 'a source without address needs a name')
  return {
    connector: connector.name,
    name,
    url,
    owner: given.owner ?? (url ? getDomain(url) : null),
    tier,
    reporting: given.reporting ?? defaultReporting(tier),
    language: given.language ?? null,
    country: given.country ?? null,
    credibilityScore: given.credibilityScore ?? defaultCredibility(tier),
    fullText: given.fullText ?? false,
    config,
    isActive: given.isActive ?? true,
    isSample: given.isSample ?? false,
    ...intervals(given, connector.intervalSeconds),
  }
}

function intervals(given: z.output<typeof newSource>, usual: number | null) {
  const { intervalSeconds, minIntervalSeconds: min, maxIntervalSeconds: max } = given
  const adaptive = intervalSeconds == null && usual !== null
  const bounds = {
    minIntervalSeconds: min ?? (adaptive ? Math.max(300, Math.round(usual / 3)) : null),
    maxIntervalSeconds: max ?? (adaptive ? usual * 24 : null),
  }
  if (min != null && max != null && min > max) throw problem('minIntervalSeconds', 'it is above maxIntervalSeconds')
  const interval = intervalSeconds ?? usual
  if (interval === null) return { intervalSeconds: null, minIntervalSeconds: null, maxIntervalSeconds: null }
  return { intervalSeconds: Math.min(max ?? interval, Math.max(min ?? 0, interval)), ...bounds }
}

function webAddress(text: string): string {
  const url = feedAddress(text)
  if (!url) throw problem('url', `${text} is not an http or https address`)
  return url.href
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string[]): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => ({
    field: [...path, ...issue.path].join('.') || 'source',
    message: issue.message,
  }))
  throw new InputError(
    `the source is not valid: ${problems.map((p) => `${p.field}: ${p.message}`).join('; ')}`,
    problems,
  )
}

function problem(field: string, message: string): InputError {
  return new InputError(message, [{ field, message }])
}
