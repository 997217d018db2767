import { z } from 'zod'
import { SourceError } from '../../errors.ts'
import { boundedId } from '../feed-items.ts'
import { answerJson, entriesOf } from './answer-json.ts'
import type { GdeltConfig } from './gdelt-config.ts'
import { languageCode } from './gdelt-words.ts'
import type { Page, PageRequest } from './read-pages.ts'
import type { WebAnswer } from './web.ts'

const mostRecords = 250
const dayMs = 86_400_000

const article = z.object({
  url: z.url({ protocol: /^https?$/ }),
  title: z.string().min(1),
  seendate: z.string().transform((text, context) => {
    const at = stampDate(text)
    if (at) return at
    context.addIssue({ code: 'custom', message: 'is not a date such as 20250418T120000Z' })
    return z.NEVER
  }),
  socialimage: z.string().optional(),
  domain: z.string().optional(),
  language: z.string().optional(),
  sourcecountry: z.string().optional(),
})

/** One window of a query, oldest first; the API has no pages, so the next window begins where a full one ended. */
export async function readArticles({ config, cursor, since, now, web }: PageRequest<GdeltConfig>): Promise<Page> {
  const start = cursor ? stampDate(cursor) : (since ?? new Date(now.getTime() - dayMs))
  if (!start) throw new SourceError(`the stored position ${cursor} cannot be read`)
  const url = new URL(config.api)
  const parameters = { query: config.query ?? '', mode: 'artlist', format: 'json', sort: 'dateasc' }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  url.searchParams.set('maxrecords', String(mostRecords))
  url.searchParams.set('startdatetime', stampOf(start))
  url.searchParams.set('enddatetime', stampOf(now))
  const answer = await web.ask({ url: url.href, accept: 'application/json' })
  const { articles } = answerJson(mended(answer), z.object({ articles: z.array(z.unknown()).default([]) }))
  const read = entriesOf(articles, article, (told) => ({
    externalId: boundedId(told.url),
    url: told.url,
    title: told.title.replace(/\s+([,.;:!?%)\]])/g, '$1').replace(/([([])\s+/g, '$1'),
    text: '',
    publishedAt: told.seendate,
    language: languageCode(told.language),
    publisher: told.domain ?? null,
    searchTerms: [(config.query ?? '').slice(0, 200)],
    metadata: {
      ...(told.socialimage ? { media: [{ url: told.socialimage }] } : {}),
      ...(told.sourcecountry ? { sourceCountry: told.sourcecountry } : {}),
    },
  }))
  const last = read.entries.reduce((latest, { publishedAt }) => Math.max(latest, publishedAt?.getTime() ?? 0), 0)
  const isFull = articles.length >= mostRecords && last > 0
  // More than a page of one second cannot be told apart: go on behind it.
  const isStuck = isFull && last <= start.getTime()
  return {
    ...read,
    ...(isStuck ? { warnings: [...read.warnings, `more than ${mostRecords} articles at ${stampOf(start)}`] } : {}),
    next: isFull ? stampOf(new Date(last + (isStuck ? 1_000 : 0))) : null,
    bytes: answer.bytes.length,
    statusCode: answer.status,
  }
}

/** GDELT answers mistakes as a sentence with status 200, and its JSON may hold backslashes and controls as they are in the title. */
function mended(answer: WebAnswer): WebAnswer {
  const text = answer.bytes.toString('utf8').trim()
  if (text === '') return { ...answer, bytes: Buffer.from('{}') }
  if (/^[A-Z][^{}[\]<>]{5,500}$/.test(text)) throw new SourceError(`GDELT says: ${text}`)
  const whole = text
    .replace(controls, ' ')
    .replace(/\\(["\\/bfnrt]|u[\da-f]{4})?/gi, (found, escaped: string | undefined) => (escaped ? found : '\\\\'))
  return { ...answer, bytes: Buffer.from(whole) }
}

const controls = /\p{Cc}+/gu

/** `20250418120000` as GDELT writes instants (UTC). */
export function stampOf(instant: Date): string {
  return instant.toISOString().replace(/\D/g, '').slice(0, 14)
}

/** The instant a GDELT stamp (`20250418120000`, `20250418T120000Z`) names; undefined when it names none. */
export function stampDate(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)Z?$/.exec(text.trim())
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second] = parts
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at.getTime()) ? undefined : at
}
