import { Parser } from 'htmlparser2'
import { type Bindings, bindNamespaces, canonicalName } from './namespaces.ts'
import { resolveBase } from './references.ts'
import { escapeStrayBrackets } from './stray-brackets.ts'
import { decodeReferences, type Entities, takeDoctype } from './xml-entities.ts'

/** An element of a feed document. Names are canonical (see namespaces.ts) and lower case, text is decoded. */
export interface XmlElement {
  readonly name: string
  /** The name to write it with when it is markup inside a text. */
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (XmlElement | string)[]
  /** What relative references inside resolve against (document URL and xml:base), if anything. */
  readonly base: string | undefined
  readonly language: string | undefined
  /** False while its end was never seen: the document stops inside it. */
  complete: boolean
}

interface Open {
  element: XmlElement
  bindings: Bindings
  parent: Open | undefined
}

const maxDepth = 1_000
const maxElements = 400_000
const maxAttributes = 500_000
class TooMuch extends Error {}

/**
 * Reads XML as leniently as browsers read HTML: bad nesting, bare ampersands, unknown entities and truncation leave a
 * tree of whatever could be read. DTDs are not followed, external entities never loaded.
 * A document counts as ending where it nests deeper than 1,000 elements or has more than 400,000, or 500,000 attributes.
 * Returns a root that holds the top-level elements; `truncated` when the text ends inside an element.
 */
export function parseXmlTree(source: string, documentUrl?: string): { root: XmlElement; truncated: boolean } {
  const { text, entities } = takeDoctype(source)
  const root: XmlElement = {
    name: '',
    tag: '',
    attributes: {},
    children: [],
    base: documentUrl,
    language: undefined,
    complete: true,
  }
  const builder = new TreeBuilder(root, entities)
  builder.read(escapeStrayBrackets(text))
  return { root, truncated: builder.truncated }
}

class TreeBuilder {
  truncated = false
  private current: Open
  /** What the tokenizer believes is open; `current` may have left some of it already. */
  private readonly open: Open[] = []
  private elements = 0
  private attributes = 0
  private ended = false
  private cdata = false

  constructor(
    root: XmlElement,
    private readonly entities: Entities,
  ) {
    this.current = { element: root, bindings: new Map([['xml', 'xml']]), parent: undefined }
  }

  read(text: string): void {
    const parser = new Parser(
      {
        onopentag: (tag, attributes) => this.start(tag, attributes),
        onclosetag: () => this.end(),
        ontext: (data) => this.current.element.children.push(this.cdata ? data : decodeReferences(data, this.entities)),
        oncdatastart: () => {
          this.cdata = true
        },
        oncdataend: () => {
          this.cdata = false
        },
      },
      { xmlMode: true, decodeEntities: false, lowerCaseTags: true, lowerCaseAttributeNames: true },
    )
    try {
      parser.write(text)
      this.ended = true
      parser.end()
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error
      this.truncated = true
    }
  }

  private start(tag: string, raw: Record<string, string>): void {
    // The tokenizer's work per tag grows with the depth, memory with the elements; no honest document comes near either.
    if (this.open.length >= maxDepth || ++this.elements > maxElements) throw new TooMuch()
    const attributes: Record<string, string> = {}
    for (const [name, value] of Object.entries(raw)) {
      if (++this.attributes > maxAttributes) throw new TooMuch()
      attributes[name] = decodeReferences(value, this.entities)
    }
    const bindings = bindNamespaces(this.current.bindings, attributes)
    const name = canonicalName(tag, bindings)
    if (name === 'item' || name === 'entry') this.leaveUnclosedEntry()
    const outer = this.current.element
    // CDF declares the base in an attribute of its own.
    const base = attributes['xml:base'] ?? (name === 'channel' ? attributes.base : undefined)
    const element: XmlElement = {
      name,
      // HTML knows SVG and MathML by their own names, without prefix; so does it everything else.
      tag: tag.slice(tag.indexOf(':') + 1),
      attributes: withCanonicalNames(attributes, bindings),
      children: [],
      base: base === undefined ? outer.base : resolveBase(base, outer.base),
      language: attributes['xml:lang']?.replaceAll('_', '-') ?? outer.language,
      complete: false,
    }
    outer.children.push(element)
    this.current = { element, bindings, parent: this.current }
    this.open.push(this.current)
  }

  private end(): void {
    const closing = this.open.pop()
    if (!closing) return
    if (this.ended) {
      this.truncated = true
      return
    }
    if (closing.element.complete) return
    closing.element.complete = true
    this.current = closing.parent ?? this.current
  }

  /** An entry never contains another: a new one means that the end tag of the last is missing. */
  private leaveUnclosedEntry(): void {
    for (let at: Open | undefined = this.current; at; at = at.parent) {
      if (at.element.name !== 'item' && at.element.name !== 'entry') continue
      for (let inner: Open = this.current; inner !== at.parent; inner = inner.parent as Open)
        inner.element.complete = true
      this.current = at.parent as Open
      return
    }
  }
}

function withCanonicalNames(attributes: Record<string, string>, bindings: Bindings): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) {
    const canonical = name.includes(':') && !name.startsWith('xmlns:') ? canonicalName(name, bindings) : name
    result[canonical.startsWith('other:') ? name : canonical] = value
  }
  return result
}

/** The elements among an element's children. */
export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child): child is XmlElement => typeof child !== 'string')
}

/** All character data inside an element, markup dropped, outer white space trimmed. */
export function textOf(element: XmlElement): string {
  const parts: string[] = []
  collectText(element, parts)
  return parts.join('').trim()
}

function collectText(element: XmlElement, into: string[]): void {
  for (const child of element.children) {
    if (typeof child === 'string') into.push(child)
    else collectText(child, into)
  }
}
