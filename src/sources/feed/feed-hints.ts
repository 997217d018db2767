import type { FeedHints } from './parsed-feed.ts'
import { elementsOf, textOf, type XmlElement } from './xml-tree.ts'

const periodMinutes: Record<string, number> = {
  hourly: 60,
  daily: 1_440,
  weekly: 10_080,
  monthly: 43_200,
  yearly: 525_600,
}
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** What a feed asks of its readers: `ttl`, the syndication module's period and frequency, `skipHours`, `skipDays`. */
export function feedHints(index: ReadonlyMap<string, XmlElement[]>): FeedHints {
  const text = (name: string) => {
    const element = index.get(name)?.[0]
    return element ? textOf(element) : ''
  }
  const list = (name: string) => (index.get(name) ?? []).flatMap(elementsOf).map((e) => textOf(e).toLowerCase())
  const ttl = Number.parseInt(text('ttl'), 10)
  const period = periodMinutes[text('sy:updateperiod').toLowerCase()]
  const frequency = Math.max(1, Number.parseFloat(text('sy:updatefrequency')) || 1)
  const minutes = ttl > 0 ? ttl : period === undefined ? null : period / frequency
  return {
    intervalMinutes: minutes,
    skipHours: list('skiphours')
      .map(Number)
      .filter((h) => Number.isInteger(h) && h >= 0 && h <= 24)
      .map((h) => h % 24),
    skipDays: list('skipdays')
      .map((day) => weekdays.indexOf(day))
      .filter((day) => day >= 0),
  }
}
