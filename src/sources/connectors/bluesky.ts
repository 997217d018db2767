import { z } from 'zod'
import type { NewItem } from '../../items/index.ts'
import { boundedId } from '../feed-items.ts'
import { answerJson, entriesOf, headlineOf } from './answer-json.ts'
import { askSignedIn } from './bluesky-session.ts'
import { definePagedConnector, pagedSettings } from './read-pages.ts'

const pageSize = 100

const config = z
  .strictObject({
    ...pagedSettings,
    /** Posts of an account: its handle or DID. */
    account: z
      .string()
      .regex(/^(@?[a-z0-9-]+(\.[a-z0-9-]+)+|did:[a-z]+:[\w.:%-]+)$/i, 'must be a handle such as name.example or a DID')
      .optional(),
    /** Words, phrases, #tags, `from:name` and the like, as Bluesky's search takes them. */
    search: z.string().min(1).max(500).optional(),
    replies: z.boolean().default(false),
    reposts: z.boolean().default(false),
    /** The server that is asked: the public AppView, or, with a credential, the one the account lives on. */
    service: z.url({ protocol: /^https?$/ }).optional(),
    /** A credential of `handle:app-password` to sign in with; searching needs one. */
    credential: z.string().min(1).max(63).optional(),
  })
  .refine(({ account, search }) => (account === undefined) !== (search === undefined), {
    error: 'name exactly one of `account` and `search`',
  })
type Config = z.output<typeof config>

const count = z.number().int().nonnegative().catch(0)
const postView = z.object({
  uri: z.string().regex(/^at:\/\/[^/]+\/[^/]+\/[^/]+$/),
  author: z.object({ did: z.string(), handle: z.string(), displayName: z.string().nullish() }),
  record: z.object({
    text: z.string(),
    createdAt: z.coerce.date(),
    langs: z.array(z.string()).catch([]),
    tags: z.array(z.string()).catch([]),
    reply: z
      .object({ parent: z.object({ uri: z.string() }) })
      .nullish()
      .catch(null),
  }),
  embed: z
    .object({
      external: z.object({ uri: z.string(), title: z.string().default(''), description: z.string().default('') }),
    })
    .nullish()
    .catch(null),
  likeCount: count,
  repostCount: count,
  quoteCount: count,
  replyCount: count,
  indexedAt: z.coerce.date(),
})
const repost = z.object({ $type: z.literal('app.bsky.feed.defs#reasonRepost') })
const feedEntry = z.object({ post: postView, reason: z.unknown().optional() })
const listing = z.object({
  feed: z.array(z.unknown()).optional(),
  posts: z.array(z.unknown()).optional(),
  cursor: z.string().nullish(),
})

/** Public posts of Bluesky: an account’s, or what a search finds. */
export const bluesky = definePagedConnector({
  name: 'bluesky',
  config,
  intervalSeconds: 300,
  // The AppView allows 3,000 requests in five minutes.
  gapSeconds: 0.5,
  order: 'newest-first',
  overlapMinutes: 60,

  async page({ config: settings, cursor, since, web }) {
    const question = { url: addressOf(settings, cursor, since), accept: 'application/json' }
    const { credential } = settings
    const answer = credential ? await askSignedIn(web, credential, question) : await web.ask(question)
    const { feed, posts, cursor: next } = answerJson(answer, listing)
    const read = feed
      ? entriesOf(feed, feedEntry, ({ post, reason }) =>
          repost.safeParse(reason).success && !settings.reposts ? null : itemOf(post, settings),
        )
      : entriesOf(posts ?? [], postView, (post) => itemOf(post, settings))
    return { ...read, next: next || null, bytes: answer.bytes.length, statusCode: answer.status }
  },
})

function addressOf(settings: Config, cursor: string | null, since: Date | null): string {
  const { account, search, replies } = settings
  const service = settings.service ?? (settings.credential ? 'https://bsky.social' : 'https://api.bsky.app')
  const method = search === undefined ? 'app.bsky.feed.getAuthorFeed' : 'app.bsky.feed.searchPosts'
  const url = new URL(`/xrpc/${method}`, service)
  url.searchParams.set('limit', String(pageSize))
  if (account !== undefined) {
    url.searchParams.set('actor', account.replace(/^@/, ''))
    url.searchParams.set('filter', replies ? 'posts_with_replies' : 'posts_no_replies')
  }
  if (search !== undefined) {
    url.searchParams.set('q', search)
    url.searchParams.set('sort', 'latest')
    if (since) url.searchParams.set('since', since.toISOString())
  }
  if (cursor) url.searchParams.set('cursor', cursor)
  return url.href
}

function itemOf(post: z.output<typeof postView>, settings: Config): NewItem {
  const { author, record, embed } = post
  const link = embed?.external
  // A post may claim any date; the one it was first seen at cannot be later.
  const publishedAt = new Date(Math.min(record.createdAt.getTime(), post.indexedAt.getTime()))
  const text = link ? `${record.text}\n\n${link.title}\n${link.description}`.trim() : record.text
  return {
    externalId: boundedId(post.uri),
    url: `https://bsky.app/profile/${author.handle}/post/${post.uri.split('/').at(-1)}`,
    title: headlineOf(record.text) || link?.title || null,
    text,
    author: author.displayName ? `${author.displayName} (@${author.handle})` : `@${author.handle}`,
    publisher: `@${author.handle}`,
    publishedAt,
    language: record.langs[0] ?? null,
    engagement: { likes: post.likeCount, shares: post.repostCount + post.quoteCount, comments: post.replyCount },
    searchTerms: settings.search === undefined ? [] : [settings.search.slice(0, 200)],
    metadata: {
      did: author.did,
      ...(record.tags.length > 0 ? { categories: record.tags } : {}),
      ...(link ? { link } : {}),
      ...(record.reply ? { replyTo: record.reply.parent.uri } : {}),
    },
  }
}
