import type { ParsedEntry } from './parsed-feed.ts'
import { elementsOf, textOf, type XmlElement } from './xml-tree.ts'

const shapes = ['point', 'where', 'circle', 'box', 'line', 'polygon'].map((name) => `georss:${name}`)

/** Where an entry says it happened: GeoRSS simple or GML, or W3C geo lat/long; the first corner of a larger shape. */
export function locationOf(index: ReadonlyMap<string, XmlElement[]>): ParsedEntry['location'] {
  const first = (...names: string[]) =>
    names.map((name) => index.get(name)?.[0]).find((element) => element !== undefined)
  const shape = first(...shapes, 'gml:point')
  if (shape) return pointIn(firstText(shape))
  const point = first('geo:point')
  const parts = point ? elementsOf(point) : []
  const part = (name: string) => {
    const element = first(name) ?? parts.find((child) => child.name === name)
    return element ? textOf(element) : ''
  }
  return pointIn(`${part('geo:lat')} ${part('geo:long')}`)
}

/** The first character data in an element: shapes of GML keep every corner in an element of its own. */
function firstText(element: XmlElement): string {
  const [inner] = elementsOf(element)
  return inner ? firstText(inner) : textOf(element)
}

function pointIn(text: string): ParsedEntry['location'] {
  const [lat, lon] = text.split(/[\s,]+/).map(Number.parseFloat)
  if (lat === undefined || lon === undefined || !(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) return null
  return { lat, lon }
}
