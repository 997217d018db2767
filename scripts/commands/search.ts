import { type Command, InvalidArgumentError } from 'commander'
import { InputError } from '../../src/errors.ts'
import { search } from '../../src/search/index.ts'
import { instantOf } from '../arguments.ts'
import { print, table, withWorkspace } from '../workspace.ts'

interface Options {
  kind: 'all' | 'items' | 'events'
  limit: number
  language?: string
  from?: Date
  to?: Date
  json?: boolean
}

/** A command loads the local model anew each time; on a busy machine that takes a while. */
const patienceMs = 30_000

/** `bellwether search "words"`: events and items by words and by meaning. */
export function register(program: Command): void {
  program
    .command('search')
    .description('find events and items by words and by meaning, best first')
    .argument('<words>', 'quotes, "or" and "-" work as in web search engines')
    .option('--kind <kind>', 'all, items or events', kindOf, 'all')
    .option('--limit <n>', 'at most this many', limitOf, 20)
    .option('--language <code>', 'only of this language, for example en')
    .option('--from <date>', 'only from this instant on (ISO 8601)', instantOf)
    .option('--to <date>', 'only before this instant', instantOf)
    .option('--json', 'print JSON')
    .action(async (words: string, { json, kind, ...options }: Options) => {
      if (words.trim() === '') throw new InputError('There are no words to search for.')
      await withWorkspace(async ({ db, embedder, vectors, tenantId }) => {
        const kinds = kind === 'all' ? undefined : [kind === 'items' ? ('item' as const) : ('event' as const)]
        const answer = await search(
          { db, embedder, vectors },
          { tenantId, query: words, ...(kinds ? { kinds } : {}), patienceMs, ...options },
        )
        if (answer.problem) console.error(`Searched by words alone: ${answer.problem}`)
        print(json, answer, () =>
          answer.hits.length === 0
            ? 'Nothing found.'
            : table(
                answer.hits.map((hit) => [
                  hit.kind,
                  hit.at?.toISOString().slice(0, 16).replace('T', ' '),
                  hit.foundBy.join('+'),
                  hit.similarity?.toFixed(2),
                  hit.title,
                  hit.url,
                ]),
              ),
        )
      })
    })
}

function kindOf(value: string): Options['kind'] {
  if (value === 'all' || value === 'items' || value === 'events') return value
  throw new InvalidArgumentError('It must be all, items or events.')
}

function limitOf(value: string): number {
  const limit = Number(value)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) return limit
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000.')
}
