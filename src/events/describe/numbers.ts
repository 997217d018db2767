import type { EventFacts } from '../../db/schema/index.ts'
import { type Member, ownerOf } from '../member.ts'
import { type Quantity, quantitiesOf } from './quantities.ts'

export type EventNumber = NonNullable<EventFacts['numbers']>[number]

const MOST = 8
const MOST_VALUES = 50
/** Title and the beginning of the text: further down stands background with its own figures. */
const READ = 500
const HOUR = 3_600_000

interface Statement {
  owner: string
  itemId: string
  time: number
  quantity: Quantity
  /** Said in the headline: the figure of the happening itself, not of its background. */
  inTitle: boolean
}

/**
 * Figures that at least two owners give for the same thing, each owner by its latest word, most owners first. `contested`
 * when two of them cannot both be right; see `disagree`. Copies and withdrawn items do not speak.
 */
export function numbersOf(members: readonly Member[]): EventNumber[] {
  const byWhat = new Map<string, Map<string, Statement>>()
  for (const member of [...members].sort((a, b) => a.time.getTime() - b.time.getTime() || a.seq - b.seq)) {
    if (member.duplicateOf !== null || member.deleted) continue
    const said = new Set<string>()
    const inTitle = quantitiesOf(member.title, member.language)
    for (const quantity of [...inTitle, ...quantitiesOf(member.text.slice(0, READ), member.language)]) {
      // the first figure of a report is its own; later ones of the same kind are comparisons
      if (said.has(quantity.what)) continue
      said.add(quantity.what)
      const owner = ownerOf(member)
      const statements = byWhat.get(quantity.what) ?? new Map<string, Statement>()
      byWhat.set(quantity.what, statements)
      statements.set(owner, {
        owner,
        itemId: member.itemId,
        time: member.time.getTime(),
        quantity,
        inTitle: inTitle.includes(quantity),
      })
    }
  }
  return [...byWhat]
    .filter(([, statements]) => statements.size > 1)
    .sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST)
    .map(([what, statements]) => {
      const all = [...statements.values()]
      return {
        what,
        values: all.slice(-MOST_VALUES).map(({ quantity, itemId, time }) => ({
          value: quantity.value,
          ...(quantity.bound === 'exact' ? {} : { bound: quantity.bound }),
          itemId,
          at: new Date(time).toISOString(),
        })),
        ...(all.some((one) => all.some((other) => disagree(one, other))) ? { contested: true } : {}),
      }
    })
}

/** Smallest, middle and largest of the values, one value per owner. */
export function spreadOf(values: readonly { value: number }[]): { min: number; median: number; max: number } {
  const sorted = values.map(({ value }) => value).sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
  return { min: sorted[0] ?? 0, median, max: sorted.at(-1) ?? 0 }
}

/**
 * Whether the lower of two tolls cannot be an earlier state of the higher one: it is said three hours or more after it and
 * a fifth or more below, or within three hours and a third of it or less. Only tolls in headlines are compared: they have
 * one true value at a time, and further down stand those of other happenings. What "at least", "up to" and "about" leave
 * open is no disagreement.
 */
export function disagree(a: Statement, b: Statement): boolean {
  if (!a.quantity.isToll || !b.quantity.isToll || !a.inTitle || !b.inTitle) return false
  const [low, high] = a.quantity.value <= b.quantity.value ? [a, b] : [b, a]
  if (low.quantity.bound === 'least' || high.quantity.bound === 'most') return false
  const slack = low.quantity.bound === 'about' || high.quantity.bound === 'about' ? 1.25 : 1
  const [less, more] = [low.quantity.value * slack, high.quantity.value]
  const laterHours = (low.time - high.time) / HOUR
  if (laterHours >= 3) return less <= 0.8 * more && more - less >= 2
  return laterHours > -3 && 3 * less <= more && more - less >= 10
}
