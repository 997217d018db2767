import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { messageOf } from '../../src/errors.ts'
import { parseFeed } from '../../src/sources/feed/parse-feed.ts'
import type { FeedText, ParsedFeed } from '../../src/sources/feed/parsed-feed.ts'

/** One line of `feeds parse`: what was read from a file, dates ISO 8601 UTC; `error` when there was no feed in it. */
export interface FeedReport {
  file: string
  feed: { title: string | null; link: string | null; language: string | null }
  entries: Record<'id' | 'link' | 'title' | 'author' | 'published' | 'updated' | 'summary' | 'content', string | null>[]
  warnings?: string[]
  error?: string
}

/** Reads one saved feed without knowing where it came from. */
export async function reportFeed(file: string): Promise<FeedReport> {
  try {
    return { file, ...report(parseFeed(await readFile(file))) }
  } catch (error) {
    return { file, feed: { title: null, link: null, language: null }, entries: [], error: messageOf(error) }
  }
}

function report({ title, link, language, entries, warnings }: ParsedFeed): Omit<FeedReport, 'file'> {
  const text = (value: FeedText | null) => value?.value ?? null
  return {
    feed: { title, link, language },
    entries: entries.map((e) => ({
      id: e.id,
      link: e.link,
      title: text(e.title),
      author: e.author,
      published: isoSeconds(e.published),
      updated: isoSeconds(e.updated),
      summary: text(e.summary),
      content: text(e.content),
    })),
    ...(warnings.length > 0 && { warnings }),
  }
}

function isoSeconds(date: Date | null): string | null {
  return date?.toISOString().replace(/\.\d+Z/, 'Z') ?? null
}

/** Adds `feeds parse FILE…`. */
export function register(program: Command): void {
  const feeds = program.command('feeds').description('read feed files')
  feeds
    .command('parse')
    .description('print one JSON line per feed file')
    .argument('<file...>', 'RSS, Atom, RDF or JSON Feed files')
    .action(async (files: string[]) => {
      for (const file of files) {
        const line = await reportFeed(file)
        process.stdout.write(`${JSON.stringify(line)}\n`)
      }
    })
}
