import type { ParsedEntry } from './parsed-feed.ts'
import { textOf, type XmlElement } from './xml-tree.ts'

/** Where an entry says it happened: GeoRSS simple or GML point, or W3C geo lat/long; the first corner of a larger shape. */
export function locationOf(index: ReadonlyMap<string, XmlElement[]>): ParsedEntry['location'] {
  const text = (name: string) => {
    const element = index.get(name)?.[0]
    return element ? textOf(element) : ''
  }
  const shape = ['georss:point', 'georss:where', 'georss:box', 'georss:line', 'georss:polygon', 'geo:point']
    .map(text)
    .find(Boolean)
  const [lat, lon] = (shape ?? `${text('geo:lat')} ${text('geo:long')}`).split(/[\s,]+/).map(Number.parseFloat)
  if (lat === undefined || lon === undefined || !(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) return null
  return { lat, lon }
}
