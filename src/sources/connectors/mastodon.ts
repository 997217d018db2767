import { z } from 'zod'
import { SourceError } from '../../errors.ts'
import { cleanText, type NewItem } from '../../items/index.ts'
import { boundedId } from '../feed-items.ts'
import { answerJson, entriesOf, headlineOf } from './answer-json.ts'
import { linkOf } from './link-header.ts'
import { definePagedConnector, type PageRequest, pagedSettings } from './read-pages.ts'
import { authSettings, type WebAnswer } from './web.ts'

const pageSize = 40

const config = z
  .strictObject({
    ...pagedSettings,
    /** Host of the server, e.g. mastodon.example; with `allowPrivate` also an address with scheme and port. */
    instance: z.string().min(1).max(255),
    /** The public timeline of the server (`local`) or of all it knows (`federated`). */
    timeline: z.enum(['local', 'federated']).optional(),
    /** A hashtag, with or without #. */
    tag: z.string().min(1).max(200).optional(),
    /** An account, `name` or `name@server`. */
    account: z.string().min(1).max(300).optional(),
    /** Answers to others and boosts of an account too. */
    replies: z.boolean().default(false),
    boosts: z.boolean().default(false),
    auth: authSettings.optional(),
  })
  .refine(({ timeline, tag, account }) => [timeline, tag, account].filter(Boolean).length === 1, {
    error: 'name exactly one of `timeline`, `tag` and `account`',
  })
type Config = z.output<typeof config>

const count = z.number().int().nonnegative().catch(0)
const post = z.object({
  id: z.string(),
  uri: z.string().min(1),
  url: z.string().nullish(),
  created_at: z.coerce.date(),
  edited_at: z.coerce.date().nullish(),
  content: z.string(),
  spoiler_text: z.string().default(''),
  sensitive: z.boolean().default(false),
  language: z.string().nullish(),
  account: z.object({ acct: z.string(), display_name: z.string().default('') }),
  reblogs_count: count,
  favourites_count: count,
  replies_count: count,
  in_reply_to_id: z.string().nullish(),
  tags: z.array(z.object({ name: z.string() })).catch([]),
  media_attachments: z.array(z.object({ url: z.string().nullish(), description: z.string().nullish() })).catch([]),
  card: z.object({ url: z.string(), title: z.string() }).nullish().catch(null),
})
const status = post.extend({ reblog: post.nullish() })

/** Public posts of Mastodon and servers that speak its API: a timeline, a hashtag or an account. */
export const mastodon = definePagedConnector({
  name: 'mastodon',
  config,
  intervalSeconds: 300,
  // Servers allow 300 requests in five minutes.
  gapSeconds: 1.1,
  // `min_id` walks forward from what was read last.
  order: 'oldest-first',
  overlapMinutes: 60,

  async page(request) {
    const { config: settings, cursor, since, web } = request
    const url = cursor ?? (await firstPage(request))
    const answer = await web.ask({ url, accept: 'application/json', auth: settings.auth })
    const list = answerJson(answer, z.array(z.unknown()))
    const read = entriesOf(list, status, (entry) => itemOf(entry, settings))
    return {
      entries: read.entries.reverse(),
      warnings: read.warnings,
      next: cursor || since ? newerThan(url, answer, list) : null,
      bytes: answer.bytes.length,
      statusCode: answer.status,
    }
  },
})

async function firstPage({ config: settings, since, web }: PageRequest<Config>): Promise<string> {
  const url = new URL('/api/v1/timelines/public', baseOf(settings))
  if (settings.tag) url.pathname = `/api/v1/timelines/tag/${encodeURIComponent(settings.tag.replace(/^#/, ''))}`
  if (settings.timeline === 'local') url.searchParams.set('local', 'true')
  if (settings.account) {
    const lookup = new URL('/api/v1/accounts/lookup', baseOf(settings))
    lookup.searchParams.set('acct', settings.account.replace(/^@/, ''))
    const answer = await web.ask({ url: lookup.href, accept: 'application/json', auth: settings.auth })
    const { id } = answerJson(answer, z.object({ id: z.string().min(1) }))
    url.pathname = `/api/v1/accounts/${encodeURIComponent(id)}/statuses`
    url.searchParams.set('exclude_replies', String(!settings.replies))
    url.searchParams.set('exclude_reblogs', String(!settings.boosts))
  }
  url.searchParams.set('limit', String(pageSize))
  if (since) url.searchParams.set('min_id', idAt(since))
  return url.href
}

function baseOf({ instance, allowPrivate }: Config): string {
  const address = /^https?:\/\//.test(instance) ? instance : `https://${instance}`
  if (!URL.canParse(address)) throw new SourceError(`${instance} is not a server`)
  if (!allowPrivate && !address.startsWith('https://')) throw new SourceError('Mastodon servers are asked over https')
  return address
}

/** The id that posts of an instant begin with: Mastodon's ids are milliseconds since 1970, shifted by 16 bits. */
function idAt(instant: Date): string {
  return (BigInt(Math.max(0, instant.getTime())) << 16n).toString()
}

/** Where newer posts are: `rel="prev"`, or from the newest id of this page on. Null when the page was the last. */
function newerThan(url: string, answer: WebAnswer, list: readonly unknown[]): string | null {
  if (list.length === 0) return null
  const linked = linkOf(answer.header('link'), url, 'prev')
  if (linked && new URL(linked).origin === new URL(url).origin) return linked
  const newest = z.object({ id: z.string() }).safeParse(list[0])
  if (!newest.success) return null
  const next = new URL(url)
  next.searchParams.set('min_id', newest.data.id)
  return next.href
}

function itemOf(entry: z.output<typeof status>, settings: Config): NewItem {
  const told = entry.reblog ?? entry
  const { account } = told
  const text = told.spoiler_text ? `<p>${told.spoiler_text}</p>${told.content}` : told.content
  const tags = told.tags.map(({ name }) => name)
  const media = told.media_attachments.filter(({ url }) => url)
  const home = new URL(baseOf(settings)).hostname
  return {
    externalId: boundedId(told.uri),
    url: told.url ?? told.uri,
    title: headlineOf(cleanText(text)) || told.card?.title || null,
    text,
    author: account.display_name ? `${account.display_name} (@${account.acct})` : `@${account.acct}`,
    publisher: `@${account.acct.includes('@') ? account.acct : `${account.acct}@${home}`}`,
    publishedAt: told.created_at,
    updatedAt: told.edited_at ?? null,
    language: told.language ?? null,
    engagement: { likes: told.favourites_count, shares: told.reblogs_count, comments: told.replies_count },
    searchTerms: settings.tag ? [`#${settings.tag.replace(/^#/, '')}`] : [],
    metadata: {
      ...(tags.length > 0 ? { categories: tags } : {}),
      ...(media.length > 0 ? { media } : {}),
      ...(told.card ? { link: told.card } : {}),
      ...(told.in_reply_to_id ? { replyTo: told.in_reply_to_id } : {}),
      ...(entry.reblog ? { boostedBy: `@${entry.account.acct}` } : {}),
      ...(told.sensitive ? { sensitive: true } : {}),
    },
  }
}
