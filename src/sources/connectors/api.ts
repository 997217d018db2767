import { z } from 'zod'
import { SourceError } from '../../errors.ts'
import { type NewItem, newItem } from '../../items/new-item.ts'
import { recordFields, recordItem } from '../record-item.ts'
import { answerJson } from './answer-json.ts'
import { firstAt, jsonPath, jsonPathProblem } from './json-path.ts'
import { linkOf } from './link-header.ts'
import { definePagedConnector, type Page, type PageRequest, pagedSettings } from './read-pages.ts'
import { fillTemplate, hasVariable, templateProblem } from './url-template.ts'
import { authSettings, type WebAnswer } from './web.ts'

const dayMs = 86_400_000
const mostWarnings = 20

const path = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    const problem = jsonPathProblem(text)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })
const size = z.number().int().min(1).max(10_000)

const config = z
  .strictObject({
    ...pagedSettings,
    /** The address with its variables: {since} {until} {cursor} {page} {offset} {size}. */
    url: z
      .string()
      .max(4_096)
      .superRefine((text, context) => {
        const problem = templateProblem(text)
        if (problem) context.addIssue({ code: 'custom', message: problem })
      }),
    /** Where the list of entries is in an answer (JSONPath, RFC 9535): `$.data.results[*]`. */
    entries: path.default('$[*]'),
    /** Where a field of an item is in an entry; several places are tried in turn. */
    fields: z.partialRecord(z.enum(recordFields), z.union([path, z.array(path).min(1).max(10)])).default({}),
    pagination: z
      .discriminatedUnion('by', [
        /** {page} counts from `first`. */
        z.strictObject({ by: z.literal('page'), first: z.number().int().min(0).default(1), size: size.optional() }),
        /** {offset} counts entries; a page with fewer than `size` is the last. */
        z.strictObject({ by: z.literal('offset'), size }),
        /** {cursor} is what the answer holds at `at`. */
        z.strictObject({ by: z.literal('cursor'), at: path, size: size.optional() }),
        /** The whole next address stands in the answer at `at`. */
        z.strictObject({ by: z.literal('address'), at: path }),
        /** The `Link` header names the next page. */
        z.strictObject({ by: z.literal('link'), rel: z.string().max(50).default('next') }),
      ])
      .optional(),
    order: z.enum(['newest-first', 'oldest-first']).default('newest-first'),
    auth: authSettings.optional(),
    /** Seconds between requests. */
    gapSeconds: z.number().min(0.2).max(3_600).default(1),
  })
  .superRefine(({ url, pagination }, context) => {
    const needed = { page: 'page', offset: 'offset', cursor: 'cursor' } as const
    const by = pagination?.by
    if ((by === 'page' || by === 'offset' || by === 'cursor') && !hasVariable(url, needed[by]))
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: `has no {${needed[by]}}, so every page would be the first`,
      })
  })
type Config = z.output<typeof config>

/** Any API that answers JSON over HTTP: where its entries and their fields are is said in the settings. */
export const api = definePagedConnector({
  name: 'api',
  config,
  intervalSeconds: 900,
  gapSeconds: ({ gapSeconds }) => gapSeconds,
  order: ({ order }) => order,
  overlapMinutes: 60,

  async page(request) {
    const { config: settings, web } = request
    const address = addressOf(request)
    const answer = await web.ask({ url: address, accept: 'application/json', auth: settings.auth })
    const body = answerJson(answer, z.unknown())
    const list = jsonPath(settings.entries, body)
    const read = itemsOf(list, settings)
    const next = nextCursor(request, answer, body, list.length, address)
    return { ...read, next, bytes: answer.bytes.length, statusCode: answer.status }
  },
})

function addressOf({ config: settings, cursor, since, now }: PageRequest<Config>): string {
  const { url, pagination } = settings
  const by = pagination?.by
  if (cursor && (by === 'link' || by === 'address')) return cursor
  return fillTemplate(url, {
    since: since ?? new Date(now.getTime() - dayMs),
    until: now,
    size: pagination && 'size' in pagination ? (pagination.size ?? null) : null,
    cursor: by === 'cursor' ? cursor : null,
    page: pagination?.by === 'page' ? (cursor ?? pagination.first) : null,
    offset: by === 'offset' ? (cursor ?? 0) : null,
  })
}

/** Where the next page begins: a number, what the answer calls its cursor, or an address on the same host. */
function nextCursor(
  { config: { pagination }, cursor }: PageRequest<Config>,
  answer: WebAnswer,
  body: unknown,
  count: number,
  address: string,
): string | null {
  if (!pagination || count === 0) return null
  if (pagination.by === 'link') return sameHost(linkOf(answer.header('link'), address, pagination.rel), address)
  if (pagination.by === 'address') return sameHost(firstAt(pagination.at, body), address)
  if (pagination.by === 'cursor') return firstAt(pagination.at, body)?.slice(0, 2_000) || null
  if (pagination.size !== undefined && count < pagination.size) return null
  if (pagination.by === 'page') return String(Number(cursor ?? pagination.first) + 1)
  return String(Number(cursor ?? 0) + count)
}

function sameHost(next: string | undefined, address: string): string | null {
  if (!next) return null
  if (!URL.canParse(next, address)) throw new SourceError(`the next page, ${next.slice(0, 200)}, is not an address`)
  const url = new URL(next, address)
  if (url.origin === new URL(address).origin) return url.href
  throw new SourceError(`the next page is at another host, ${url.host}`)
}

function itemsOf(list: readonly unknown[], settings: Config): Pick<Page, 'entries' | 'warnings'> {
  const entries: NewItem[] = []
  const bad: string[] = []
  for (const [i, entry] of list.entries()) {
    const read = recordItem(recordOf(entry, settings))
    if ('item' in read) entries.push(newItem.parse(read.item))
    else bad.push(`entry ${i + 1} was left out: ${read.problem}`)
  }
  if (entries.length === 0 && bad.length > 1)
    throw new SourceError(
      `none of its ${list.length} entries could be read; do the fields of its settings fit? ${bad[0]}`,
    )
  return { entries, warnings: bad.slice(0, mostWarnings) }
}

/** The entry under the names of an item's fields: what the settings name, else what goes by a customary name. */
function recordOf(entry: unknown, { fields }: Config): Record<string, unknown> {
  const record: Record<string, unknown> =
    typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? { ...entry } : {}
  delete record.metadata
  for (const field of recordFields) {
    const places = fields[field]
    if (places === undefined) continue
    const values = [places]
      .flat()
      .map((place) => jsonPath(place, entry).filter((value) => value !== null && value !== ''))
    const found = values.find((list) => list.length > 0) ?? []
    record[field] = field === 'searchTerms' ? found : found.length > 1 ? found.map(String).join(', ') : found[0]
  }
  return record
}
