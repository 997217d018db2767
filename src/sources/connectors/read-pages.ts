import { createHash } from 'node:crypto'
import { z } from 'zod'
import { SourceError } from '../../errors.ts'
import type { NewItem } from '../../items/index.ts'
import { HttpError } from '../http/http-error.ts'
import { type Connector, emptyRead, type ReadRequest, type ReadResult } from './connector.ts'
import type { Web } from './web.ts'

/** Settings every connector that reads page by page has. */
export const pagedSettings = {
  /** How far back the first read goes; left out, it takes what comes first. */
  since: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be a day or an instant in ISO 8601')
    .optional(),
  /** How far back later reads look for edits and late arrivals. */
  overlapMinutes: z.number().int().min(0).max(43_200).optional(),
  /** It may lie on this machine or a private network. */
  allowPrivate: z.boolean().optional(),
}

interface PagedConfig {
  since?: string | undefined
  overlapMinutes?: number | undefined
  allowPrivate?: boolean | undefined
}

/** What a page is asked with. */
export interface PageRequest<Config> {
  config: Config
  /** Where the page begins, as the page before it said; null for the first of a walk. */
  cursor: string | null
  /** From when on entries are wanted; null when it is read for the first time without `since`. */
  since: Date | null
  now: Date
  web: Web
}

/** One page of a listing. */
export interface Page {
  entries: NewItem[]
  /** Where the next page begins; null at the end. */
  next: string | null
  warnings?: string[]
  bytes?: number
  statusCode?: number
  /** Everything up to here has been read; the newest date of the entries when missing. */
  through?: Date
  title?: string | null
}

type Order = 'newest-first' | 'oldest-first'

/** A property of a connector, which may depend on the settings of the source. */
type Setting<T, Config> = T | ((config: Config) => T)

/** A connector that reads page by page. Turns, credentials, watermark, overlap and circles are taken care of. */
export interface PagedConnector<Schema extends z.ZodType<PagedConfig>> {
  name: string
  config: Schema
  intervalSeconds: number
  /** Seconds from the end of a request to the start of the next, of all who ask the host. */
  gapSeconds: Setting<number, z.output<Schema>>
  /** Newest first: pages are read until they reach what is known. Oldest first: until there is no next one. */
  order: Setting<Order, z.output<Schema>>
  overlapMinutes: Setting<number, z.output<Schema>>
  page(request: PageRequest<z.output<Schema>>): Promise<Page>
}

/** Where a source's reading stands. Times are ISO 8601. */
const watermarkShape = z.object({
  /** Everything published up to here has been read. */
  through: z.string().nullable(),
  /** Ids of the first page, hashed: how a listing without dates is recognised. */
  head: z.array(z.string()).default([]),
  /** A walk through the pages that has not reached its end. */
  walk: z
    .object({
      startedAt: z.string(),
      cursor: z.string(),
      since: z.string().nullable(),
      newest: z.string().nullable(),
      head: z.array(z.string()),
      pages: z.number(),
      empty: z.number(),
      /** The cursor that later ones are compared with. */
      tortoise: z.string(),
      restarted: z.boolean(),
    })
    .optional(),
})
type Watermark = z.output<typeof watermarkShape>
type Walk = NonNullable<Watermark['walk']>

const mostPages = 2_000
const mostEmptyPages = 10
/** Cursors of an older walk have expired; it starts again from its first page. */
const walkMs = 3_600_000

/** Makes a connector of one that reads pages. */
export function definePagedConnector<Schema extends z.ZodType<PagedConfig>>(
  paged: PagedConnector<Schema>,
): Connector<Schema> {
  const { name, config, intervalSeconds } = paged
  return { name, config, needsUrl: false, intervalSeconds, read: (request) => readPage(paged, request) }
}

/** Reads one page and says where the next one begins. */
async function readPage<Schema extends z.ZodType<PagedConfig>>(
  paged: PagedConnector<Schema>,
  request: ReadRequest<z.output<Schema>>,
): Promise<ReadResult> {
  const { source, now } = request
  const { config } = source
  const gapSeconds = settingOf(paged.gapSeconds, config)
  const order = settingOf(paged.order, config)
  const usualOverlap = settingOf(paged.overlapMinutes, config)
  const known = watermarkShape.safeParse(source.watermark)
  const before: Watermark = known.success ? known.data : { through: null, head: [] }
  const fresh = newWalk(before, config, usualOverlap, now)
  const isLive = before.walk && now.getTime() - Date.parse(before.walk.startedAt) < walkMs
  const web = request.web(gapSeconds, config.allowPrivate === true)
  const read = async (walk: Walk): Promise<ReadResult> => {
    const since = walk.since === null ? null : new Date(walk.since)
    const page = await paged.page({ config, cursor: walk.cursor || null, since, now, web })
    return resultOf(source, page, advance(before, walk, page, order, now))
  }
  const walk = isLive && before.walk ? before.walk : fresh
  try {
    return await read(walk)
  } catch (error) {
    if (walk.cursor === '' || walk.restarted || !isLostCursor(error)) throw error
    return await read({ ...fresh, restarted: true })
  }
}

function settingOf<T extends string | number, Config>(setting: Setting<T, Config>, config: Config): T {
  return typeof setting === 'function' ? setting(config) : setting
}

const isLostCursor = (error: unknown): boolean =>
  error instanceof HttpError && [400, 404, 410, 416, 422].includes(error.status)

function newWalk(before: Watermark, config: PagedConfig, usualOverlap: number, now: Date): Walk {
  const overlapMs = (config.overlapMinutes ?? usualOverlap) * 60_000
  const since = before.through
    ? new Date(Date.parse(before.through) - overlapMs)
    : config.since
      ? new Date(config.since)
      : null
  return {
    startedAt: now.toISOString(),
    cursor: '',
    since: since?.toISOString() ?? null,
    newest: null,
    head: [],
    pages: 0,
    empty: 0,
    tortoise: '',
    restarted: false,
  }
}

/** The watermark after a page: further along the walk, or, at its end, with everything up to the newest entry read. */
function advance(before: Watermark, walk: Walk, page: Page, order: Order, now: Date): Watermark {
  const { entries, next } = page
  const dates = entries.flatMap(({ publishedAt }) => (publishedAt && publishedAt <= now ? [publishedAt.getTime()] : []))
  const read = [page.through?.getTime() ?? Math.max(...dates, 0), walk.newest ? Date.parse(walk.newest) : 0]
  const newest = Math.max(...read) > 0 ? new Date(Math.max(...read)).toISOString() : null
  const head = walk.pages === 0 ? entries.slice(0, 100).map(({ externalId }) => shortHash(externalId)) : walk.head
  const pages = walk.pages + 1
  const empty = entries.length === 0 ? walk.empty + 1 : 0
  // Forward, a page that leads to itself has nothing newer; backward, whatever is older would be lost.
  const isDone =
    next === null ||
    empty >= mostEmptyPages ||
    (order === 'newest-first' ? reachedKnown(before, walk, page, dates) : next === walk.cursor)
  if (isDone) {
    const reached =
      [before.through, newest]
        .filter((at) => at !== null)
        .sort()
        .at(-1) ?? null
    return { through: reached, head: head.length > 0 ? head : before.head }
  }
  if (next === walk.tortoise || next === walk.cursor) throw new SourceError('its pages lead in a circle')
  if (pages >= mostPages) throw new SourceError(`it has more than ${mostPages} pages`)
  // Brent's algorithm: any circle meets a cursor remembered at powers of two.
  const tortoise = Number.isInteger(Math.log2(pages)) ? next : walk.tortoise
  return { ...before, walk: { ...walk, cursor: next, newest, head, pages, empty, tortoise } }
}

/** Whether a listing that begins with the newest has come to what was read before. */
function reachedKnown(before: Watermark, walk: Walk, { entries }: Page, dates: readonly number[]): boolean {
  if (walk.since === null && before.head.length === 0) return true
  if (dates.length === 0) return entries.some(({ externalId }) => before.head.includes(shortHash(externalId)))
  // All of them: pinned entries are old and stand first.
  return walk.since !== null && dates.every((at) => at < Date.parse(walk.since ?? ''))
}

function resultOf(source: ReadRequest['source'], page: Page, watermark: Watermark): ReadResult {
  return {
    ...emptyRead(source),
    unchanged: page.entries.length === 0 && !watermark.walk,
    entries: page.entries,
    warnings: page.warnings ?? [],
    statusCode: page.statusCode ?? null,
    bytes: page.bytes ?? 0,
    watermark,
    more: watermark.walk !== undefined,
    title: page.title ?? null,
  }
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12)
