import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, messageOf } from '../../src/errors.ts'
import { feedItems, type IdentityRule, parseFeed } from '../../src/sources/index.ts'
import type { Recording } from './arrivals.ts'

/**
 * Feeds recorded over time: `FOLDER/<feed>/<unix seconds>.xml` is what the feed looked like at that instant. Each is read as the
 * rss connector reads it; a file that is no feed is passed over. Throws InputError when the folder holds none.
 */
export function recordedFeeds(folder: string): Recording {
  const files = listFiles(folder)
  if (files.length === 0)
    throw new InputError(`${folder} holds no recorded feeds: FEED/UNIX-SECONDS.xml, one folder for each feed`)
  const problems: string[] = []
  return {
    problems,
    async *arrivals(from, to) {
      const identities = new Map<string, IdentityRule>()
      for (const { at, source, path } of files) {
        if (at < from || at >= to) continue
        try {
          const read = feedItems(parseFeed(readFileSync(path)), identities.get(source))
          identities.set(source, read.identity)
          yield { at, source, entries: read.items }
        } catch (error) {
          problems.push(`${path}: ${messageOf(error)}`)
        }
      }
    },
  }
}

function listFiles(folder: string): { at: Date; source: string; path: string }[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .flatMap((entry) => {
        const stem = /^(\d{9,11})\.(?:xml|rss|atom|rdf|json)$/.exec(entry.name)
        if (!stem || !entry.isFile()) return []
        const source = entry.parentPath.split(/[\\/]/).at(-1) ?? ''
        return [{ at: new Date(Number(stem[1]) * 1_000), source, path: join(entry.parentPath, entry.name) }]
      })
      .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.source < b.source ? -1 : 1))
  } catch (error) {
    throw new InputError(`${folder} cannot be read: ${messageOf(error)}`)
  }
}
