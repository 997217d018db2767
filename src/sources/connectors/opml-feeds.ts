import { readFile, stat } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { messageOf, SourceError } from '../../errors.ts'
import { decodeBytes } from '../feed/charset.ts'
import { parseFeed } from '../feed/parse-feed.ts'
import { boundedId, feedItems } from '../feed-items.ts'
import { HostBusyError } from '../http/turns.ts'
import { readOpml } from '../opml.ts'
import { feedAddress } from '../web-address.ts'
import { emptyRead, type ReadRequest, type ReadResult } from './connector.ts'
import { rss } from './rss.ts'

const maxFileBytes = 64 * 1_048_576
/** One read stores so many feeds or entries, or takes so long (real time), and leaves the rest of the round to the next. */
const feedsAtOnce = 20
const entriesAtOnce = 2_000
const longestMs = 20_000

const feedState = z.object({
  /** The round it was read in last. */
  round: z.number(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  identity: z.enum(['id', 'id-and-link']),
  /** Why it could not be read last time. */
  problem: z.string().nullable(),
})
type FeedState = z.output<typeof feedState>
const watermarkShape = z.object({ round: z.number(), feeds: z.record(z.string(), feedState) })

type Request = ReadRequest<{ path: string; allowPrivate?: boolean | undefined }>

/**
 * Reads every feed an OPML file names, each from where it stopped: web addresses as `rss` does, other ones as files below the folder of
 * the OPML. A round reads all of them; one that cannot be read is named in the warnings until it can, and stops no other.
 */
export async function readOpmlFeeds(request: Request): Promise<ReadResult> {
  const { source, signal } = request
  const urls = readOpml(decodeBytes(await readFile(source.config.path)).text).flatMap(({ url }) => url ?? [])
  if (urls.length === 0) throw new SourceError(`${source.config.path} names no feed`)
  const known = watermarkShape.safeParse(source.watermark)
  const { round, feeds: before } = known.success ? known.data : { round: 1, feeds: {} }
  const feeds = Object.fromEntries(urls.flatMap((url) => (before[url] ? [[url, before[url]]] : [])))
  const waiting = () => urls.filter((url) => feeds[url]?.round !== round)
  const result: ReadResult = { ...emptyRead(source), unchanged: true, withdrawn: [] }
  const startedAt = performance.now()
  let read = 0
  let busy: HostBusyError | undefined
  for (const url of waiting()) {
    signal.throwIfAborted()
    try {
      feeds[url] = { ...(await readOne(request, url, feeds[url], result)), round }
      read++
    } catch (error) {
      // A host that must not be asked yet has not failed, and the others do not wait for it.
      if (!(error instanceof HostBusyError)) throw error
      busy = error
    }
    if (read >= feedsAtOnce || result.entries.length >= entriesAtOnce) break
    if (performance.now() - startedAt > longestMs) break
  }
  if (busy && read === 0) throw busy
  const problems = urls.flatMap((url) => (feeds[url]?.problem ? [`${url} was left out: ${feeds[url].problem}`] : []))
  result.more = waiting().length > 0
  if (!result.more && problems.length === urls.length)
    throw new SourceError(`none of its ${urls.length} feeds could be read: ${problems[0]}`)
  result.warnings.unshift(...problems)
  result.watermark = { round: result.more ? round : round + 1, feeds }
  return result
}

/** Adds what one feed brings; answers where it stands then. */
async function readOne(
  request: Request,
  url: string,
  state: FeedState = { round: 0, etag: null, lastModified: null, identity: 'id', problem: null },
  into: ReadResult,
): Promise<FeedState> {
  try {
    const read = feedAddress(url) ? await readWeb(request, url, state) : await readSaved(request, url, state)
    if (read.unchanged) {
      if (state.problem) into.unchanged = false
      return { ...state, problem: null }
    }
    // Feeds number their entries as they like: an id counts within its feed.
    const own = (id: string) => boundedId(`${url} ${id}`)
    into.unchanged = false
    into.entries.push(...read.entries.map((entry) => ({ ...entry, externalId: own(entry.externalId) })))
    into.withdrawn = [...(into.withdrawn ?? []), ...(read.withdrawn ?? []).map(own)]
    into.warnings.push(...read.warnings.map((warning) => `${url}: ${warning}`))
    into.bytes += read.bytes
    const identity = read.watermark?.identity === 'id-and-link' ? 'id-and-link' : 'id'
    return { ...state, etag: read.etag, lastModified: read.lastModified, identity, problem: null }
  } catch (error) {
    if (error instanceof HostBusyError || !(error instanceof SourceError)) throw error
    if (error.message !== state.problem) into.unchanged = false
    return { ...state, problem: error.message }
  }
}

function readWeb(request: Request, url: string, { etag, lastModified, identity }: FeedState): Promise<ReadResult> {
  const { allowPrivate } = request.source.config
  const watermark = { identity }
  const address = feedAddress(url)?.href ?? url
  return rss.read({
    ...request,
    source: { url: address, config: { allowPrivate }, language: null, etag, lastModified, watermark },
  })
}

async function readSaved({ source }: Request, url: string, state: FeedState): Promise<ReadResult> {
  const folder = dirname(resolve(source.config.path))
  try {
    const path = /^file:/i.test(url) ? fileURLToPath(url) : resolve(folder, url)
    if (/^(?!file:)[a-z][\w+.-]+:/i.test(url) || /^\.\.|^\//.test(relative(folder, path)))
      throw new SourceError('it is neither a web address nor a file below the folder of the list')
    const { size, mtimeMs } = await stat(path)
    if (size > maxFileBytes) throw new SourceError('it is larger than 64 MB')
    const etag = `${size} ${mtimeMs}`
    if (etag === state.etag) return { ...emptyRead(source), unchanged: true }
    const feed = parseFeed(await readFile(path))
    const { items, identity, warnings } = feedItems(feed, state.identity)
    return {
      ...emptyRead(source),
      entries: items,
      warnings: [...feed.warnings, ...warnings],
      bytes: size,
      withdrawn: feed.deletedIds,
      etag,
      lastModified: null,
      watermark: { identity },
    }
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw new SourceError(messageOf(error), { cause: error })
  }
}
