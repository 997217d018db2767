/** Namespace URIs (lower case, without scheme and trailing slash) → the prefix this code knows them by; '' = core feed elements. */
const byUri = new Map<string, string>([
  ['www.w3.org/2005/atom', ''],
  ['purl.org/atom/ns#', ''],
  ['purl.org/rss/1.0', ''],
  ['channel.netscape.com/rdf/simple/0.9', ''],
  ['my.netscape.com/rdf/simple/0.9', ''],
  ['my.netscape.com/publish/formats/rss-0.91.dtd', ''],
  ['backend.userland.com/rss', ''],
  ['backend.userland.com/rss2', ''],
  ['backend.userland.com/rss091', ''],
  ['backend.userland.com/rss092', ''],
  ['blogs.law.harvard.edu/tech/rss', ''],
  ['cyber.law.harvard.edu/rss', ''],
  ['cyber.law.harvard.edu/rss/rss.html', ''],
  ['example.com/newformat#', ''],
  ['example.com/necho', ''],
  ['purl.org/echo', ''],
  ['purl.org/pie', ''],
  ['purl.org/rss/1.0/modules/rss091#', ''],
  ['uri/of/echo/namespace#', ''],
  ['purl.org/dc/elements/1.0', 'dc'],
  ['purl.org/dc/elements/1.1', 'dc'],
  ['purl.org/dc/terms', 'dcterms'],
  ['purl.org/rss/1.0/modules/content', 'content'],
  ['purl.org/rss/1.0/modules/syndication', 'sy'],
  ['purl.org/rss/1.0/modules/slash', 'slash'],
  ['purl.org/syndication/thread/1.0', 'thr'],
  ['purl.org/atompub/tombstones/1.0', 'at'],
  ['rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
  ['search.yahoo.com/mrss', 'media'],
  ['search.yahoo.com/mrss#', 'media'],
  ['video.search.yahoo.com/mrss', 'media'],
  ['www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['example.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['www.georss.org/georss', 'georss'],
  ['www.opengis.net/gml', 'gml'],
  ['www.w3.org/2003/01/geo/wgs84_pos#', 'geo'],
  ['www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  ['www.w3.org/1999/xhtml', 'xhtml'],
  ['www.w3.org/xml/1998/namespace', 'xml'],
  ['prismstandard.org/namespaces/1.2/basic', 'prism'],
  ['prismstandard.org/namespaces/basic/2.0', 'prism'],
])
const prefixes = new Set([...byUri.values()])

/** Every element that declares one copies those in scope, so their number is bounded. */
const maxBindings = 100

/** Prefix bindings in scope at one element: declared prefix ('' = default) → canonical prefix, or undefined for a foreign vocabulary. */
export type Bindings = ReadonlyMap<string, string | undefined>

/** The bindings inside an element with these attributes. */
export function bindNamespaces(parent: Bindings, attributes: Record<string, string>): Bindings {
  let own: Map<string, string | undefined> | undefined
  for (const [name, uri] of Object.entries(attributes)) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue
    if (parent.size >= maxBindings) return parent
    own ??= new Map(parent)
    own.set(name.slice(6).toLowerCase(), byUri.get(plainUri(uri)))
  }
  return own ?? parent
}

/**
 * The canonical name of an element: `title`, `dc:creator`, `xhtml:div`; `other:x` for foreign vocabularies.
 * A prefix that has a customary meaning has it also undeclared or bound to an address nobody knows; an unknown default namespace
 * counts as core, because feeds declare all kinds of home pages there.
 */
export function canonicalName(tag: string, bindings: Bindings): string {
  const colon = tag.indexOf(':')
  const prefix = colon === -1 ? '' : tag.slice(0, colon).toLowerCase()
  const local = tag.slice(colon + 1).toLowerCase()
  const bound = bindings.get(prefix)
  const canonical = bound ?? (prefix === '' || (prefix === 'atom' && !bindings.has(prefix)) ? '' : customary(prefix))
  return canonical === '' ? local : `${canonical}:${local}`
}

const customary = (prefix: string): string => (prefixes.has(prefix) ? prefix : 'other')

function plainUri(uri: string): string {
  return uri
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '')
}
