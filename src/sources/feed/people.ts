import { elementsOf, textOf, type XmlElement } from './xml-tree.ts'

/**
 * The author of an entry or feed from its author elements, in one line: `Name (mail@example.org)`, a name or an address alone;
 * several are joined by commas. Null when none is named.
 */
export function authorOf(elements: readonly XmlElement[]): string | null {
  const names = elements.map(personName).filter((name) => name !== '')
  return [...new Set(names)].join(', ') || null
}

const bareAddress = /^[^\s@]+@[^\s@]+$/

/**
 * The author from several kinds of elements, tried in order: the first kind that names somebody. A bare mail address, which RSS asks
 * for, counts only where no kind has a name.
 */
export function firstAuthor(kinds: readonly (readonly XmlElement[] | undefined)[]): string | null {
  const authors = kinds.map((elements) => authorOf(elements ?? [])).filter((author) => author !== null)
  return authors.find((author) => !bareAddress.test(author)) ?? authors[0] ?? null
}

function personName(element: XmlElement): string {
  const parts = elementsOf(element)
  if (parts.length === 0) return textOf(element).replace(/\s+/g, ' ')
  const part = (name: string) => {
    const found = parts.find((p) => p.name === name || p.name.endsWith(`:${name}`))
    return found ? textOf(found).replace(/\s+/g, ' ') : ''
  }
  const name = part('name')
  const email = part('email')
  if (name && email) return `${name} (${email})`
  // A single-field person (<author><homepage>…) names nobody; loose text beside other elements still does.
  return (
    name ||
    email ||
    (parts.every((p) => /^(uri|url|homepage)$/.test(p.name)) ? '' : textOf(element).replace(/\s+/g, ' '))
  )
}
