import { Parser } from 'htmlparser2'
import { resolveReference } from './references.ts'
import type { XmlElement } from './xml-tree.ts'

const urlAttributes = new Set([
  'action',
  'background',
  'cite',
  'classid',
  'codebase',
  'data',
  'formaction',
  'href',
  'longdesc',
  'poster',
  'profile',
  'src',
  'usemap',
])
const voidTags = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
])

const foreignMarkup: Record<string, string | undefined> = {
  svg: 'http://www.w3.org/2000/svg',
  math: 'http://www.w3.org/1998/Math/MathML',
}

const maxDepth = 1_000
class TooDeep extends Error {}

/** True when a text holds markup or character references, so that reading it as plain text would show them. */
export function looksLikeHtml(text: string): boolean {
  return /<\/?[a-z][a-z0-9]*(\s[^<>]*)?\/?>|<!--|&(#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);/i.test(text)
}

/**
 * The markup inside an element as HTML; references resolve against each element's own base.
 * `textIsMarkup`: the character data was escaped HTML beside real elements and is markup too.
 */
export function innerMarkup(element: XmlElement, options: { textIsMarkup?: boolean } = {}): string {
  const parts: string[] = []
  const text = options.textIsMarkup ? (value: string) => value : escapeText
  for (const child of element.children) writeNode(child, parts, text)
  return parts.join('').trim()
}

function writeNode(node: XmlElement | string, into: string[], text: (value: string) => string): void {
  if (typeof node === 'string') {
    into.push(text(node))
    return
  }
  const attributes = Object.entries(node.attributes)
    .filter(([name]) => !name.startsWith('xmlns') && !name.startsWith('xml:'))
    .map(([name, value]) => attribute(name, urlAttributes.has(name) ? resolveReference(value, node.base) : value))
  const uri = foreignMarkup[node.tag]
  const namespace = uri ? attribute('xmlns', uri) : ''
  const open = `<${node.tag}${attributes.join('')}${namespace}`
  // A void element that was never closed holds what comes after it.
  const isVoid = voidTags.has(node.tag)
  into.push(isVoid ? `${open} />` : `${open}>`)
  for (const child of node.children) writeNode(child, into, text)
  if (!isVoid) into.push(`</${node.tag}>`)
}

/** HTML with relative addresses made absolute; everything else stays byte for byte. */
export function resolveMarkup(html: string, base: string | undefined): string {
  if (!base || !/<[a-z]/i.test(html)) return html
  const parts: string[] = []
  let written = 0
  let depth = 0
  const parser = new Parser({
    onclosetag() {
      depth--
    },
    onopentag(tag, attributes, implied) {
      // The tokenizer's work per tag grows with the depth; what nests like that is no text anybody reads.
      if (++depth > maxDepth) throw new TooDeep()
      if (implied) return
      const changed = Object.entries(attributes).some(
        ([n, v]) => urlAttributes.has(n) && resolveReference(v, base) !== v,
      )
      if (!changed) return
      const source = html.slice(parser.startIndex, parser.endIndex + 1)
      const rewritten = Object.entries(attributes).map(([n, v]) =>
        attribute(n, urlAttributes.has(n) ? resolveReference(v, base) : v),
      )
      parts.push(
        html.slice(written, parser.startIndex),
        `<${tag}${rewritten.join('')}${source.endsWith('/>') ? ' /' : ''}>`,
      )
      written = parser.endIndex + 1
    },
  })
  try {
    parser.write(html)
    parser.end()
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
  }
  parts.push(html.slice(written))
  return parts.join('')
}

function attribute(name: string, value: string): string {
  return ` ${name}="${escapeText(value).replaceAll('"', '&quot;')}"`
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
