import normalizeUrl from 'normalize-url'
import { getDomain } from 'tldts'

/** Parameters that say who shared or measured the link, not which document it is. */
const TRACKING: RegExp[] = [
  /^utm_\w+/i,
  /^(?:(?:amp|ns|pk|piwik|mtm|matomo|hsa|itm)_\w+|usqp|aoh|jsessionid|phpsessid)$/i,
  /^(fb|g|dc|ms|tw|ttc|yc|wbra|gbra|lif?_?fat_|mc_|vero_|oly_|_hs|hs|__hs|mk|pk_|piwik_|matomo_|at_|trk|sc_|spm|ncid|cmp|ito|ocid|taid|ref_?)$/i,
  /^(fbclid|gclid|gclsrc|dclid|msclkid|twclid|ttclid|yclid|ysclid|wbraid|gbraid|igshid|igsh|li_fat_id|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|mkt_tok|s_cid|s_kwcid|vero_id|oly_anon_id|oly_enc_id|rb_clickid|epik|srsltid)$/i,
  /^(at_(medium|campaign|custom\d|link|format|bbc|ptr|team)\w*|cmpid|cmp_id|smid|smtyp|partner|sref|sharetype|share|shared|mod|reflink|st|ftag|ftcamp|segmentid|nl|emc|campaign_id|instance_id|segment_id|regi_id|guccounter|guce_referrer\w*|ref|ref_src|ref_url|referrer|referer|source|src|feature|intcid|intcmp|icid|via|amp|outputType|__twitter_impression|cvid|rss|feed|traffic_source|wt\.\w+|xtor|wprov|traffickey|embedded-checkout|unlocked_article_code|accesstoken|giftcopy|_branch_match_id)$/i,
]
/** A session a server put into the path. */
const SESSION = /;jsessionid=[^/?#]*/i
const ARCHIVE_HOST = /^(?:www\.)?archive\.(?:is|ph|today|li|vn|fo|md)$/
/** Other services that put a page's address behind their own. */
const EMBEDDING_HOST =
  /^(?:(?:web|wayback|www)\.)?archive\.org$|^timetravel\.mementoweb\.org$|^(?:www\.)?(?:12ft\.io|removepaywall\.com|outline\.com)$/
/** Services that name the page in a parameter: host, path, parameters in order. */
const REDIRECTORS: readonly [host: RegExp, path: RegExp, parameters: readonly string[]][] = [
  [/^(?:www\.)?google\.[a-z.]+$/, /^\/url$/, ['q', 'url']],
  [/^translate\.google\.[a-z.]+$/, /^\/(?:translate)?$/, ['u']],
  [/^(?:l|lm)\.facebook\.com$/, /^\/l\.php$/, ['u']],
  [/^(?:www\.)?bing\.com$/, /^\/news\/apiclick/, ['url']],
  [/^(?:www\.)?youtube\.com$/, /^\/redirect$/, ['q']],
  [/^(?:www\.)?linkedin\.com$/, /^\/(?:redir\/redirect|safety\/go)/, ['url']],
  [/^out\.reddit\.com$/, /^\//, ['url']],
  [/^archive\.(?:is|ph|today|li|vn|fo|md)$/, /^\/(?:submit\/?)?$/, ['url']],
]
const MOBILE_LABEL = /^(?:m|mobile|mobil|amp|www-amp|mobi|touch|wap|wwww|www\d?)\./
/** Hosts whose `m.`-like label is the site itself. */
const KEEP_LABEL = new Set(['m.me', 'amp.dev'])

/**
 * The address two links to the same document share: wrappers (archive.*, web.archive.org, AMP caches, redirectors),
 * tracking parameters, fragments, mobile and www hosts, index files and default ports removed, https, parameters sorted.
 * Null for what is not an http(s) address. For comparing and display; fetch the original address.
 */
export function canonicalUrl(address: string | null | undefined): string | null {
  const url = unwrapped(address)
  if (!url) return null
  unAmp(url)
  const host = siteHost(url.hostname)
  if (host !== url.hostname) url.hostname = host
  if (url.hash && !/^#!/.test(url.hash)) url.hash = ''
  url.protocol = 'https:'
  if (PLAIN.test(url.href) && !DIRECTORY_INDEX.test(url.href)) return url.href
  try {
    return settled(url.href)
  } catch {
    return null
  }
}

/** The address behind all wrappers. */
function unwrapped(address: string | null | undefined): URL | null {
  let url = address ? parseHttp(address.trim()) : null
  for (let depth = 0; url && depth < 4; depth++) {
    const inner = unwrap(url)
    if (!inner) break
    url = inner
  }
  return url
}

/** Addresses that normalising leaves as they are, which most are: not worth its time. */
const PLAIN = /^https:\/\/[a-z\d.-]+(?:\/[\w~-][\w.~-]*)+$/
const DIRECTORY_INDEX = /\/index\.(?:html?|php|aspx?)$/i

/** Normalised until it stays as it is: taking one part away (the slash of "?/") may leave another to take. */
function settled(address: string): string {
  let form = normalized(address)
  for (let round = 0; round < 4; round++) {
    const next = normalized(form)
    if (next === form) break
    form = next
  }
  return form
}

const normalized = (address: string): string =>
  normalizeUrl(address, {
    forceHttps: true,
    stripWWW: false,
    stripTextFragment: true,
    removeQueryParameters: TRACKING,
    removeDirectoryIndex: [/^index\.(?:html?|php|aspx?)$/i],
    removeExplicitPort: false,
    sortQueryParameters: true,
    removeTrailingSlash: true,
  })

/** Host without www, mobile and AMP labels, lower case. */
function siteHost(hostname: string): string {
  let host = hostname.toLowerCase().replace(/\.$/, '')
  const domain = getDomain(host, { allowPrivateDomains: true })
  while (domain && host !== domain && MOBILE_LABEL.test(host) && !KEEP_LABEL.has(host)) {
    host = host.slice(host.indexOf('.') + 1)
  }
  // en.m.wikipedia.org, edition.m.cnn.com
  return domain && host !== domain ? host.replace(/\.(?:m|mobile)\.(?=[^.]+\.)/, '.') : host
}

/** Registered domain (`ft.com`, `bbc.co.uk`) of an address after unwrapping; null when it has none. */
export function urlDomain(address: string | null | undefined): string | null {
  const url = unwrapped(address)
  return url ? getDomain(siteHost(url.hostname)) : null
}

function parseHttp(address: string): URL | null {
  const text = address.startsWith('//') ? `https:${address}` : address
  if (!/^https?:\/\//i.test(text)) return null
  try {
    const url = new URL(text)
    url.username = ''
    url.password = ''
    return url.hostname ? url : null
  } catch {
    return null
  }
}

/** The address a wrapper points at, or null when the url is not a wrapper. */
function unwrap(url: URL): URL | null {
  const rest = `${url.pathname}${url.search}${url.hash}`
  if (ARCHIVE_HOST.test(url.hostname) || EMBEDDING_HOST.test(url.hostname)) {
    const inner = /\/(https?:\/{1,2}[^/].*)$/i.exec(rest)?.[1]
    if (inner) return parseHttp(inner.replace(/^(https?):\/+/i, '$1://'))
  }
  // AMP caches: example-com.cdn.ampproject.org/c/s/example.com/path, google.com/amp/s/example.com/path
  const amp = url.hostname.endsWith('.cdn.ampproject.org')
    ? /^\/[a-z]\/(?:s\/)?(.+)$/.exec(rest)?.[1]
    : /^(?:www\.)?google\.[a-z.]+$/.test(url.hostname)
      ? /^\/amp\/(?:s\/)?(.+)$/.exec(rest)?.[1]
      : undefined
  if (amp) return parseHttp(`https://${amp}`)
  const [, , parameters] = REDIRECTORS.find(([host, path]) => host.test(url.hostname) && path.test(url.pathname)) ?? []
  const redirect = parameters?.map((name) => url.searchParams.get(name)).find(Boolean) ?? cached(url)
  return redirect ? parseHttp(redirect) : null
}

/** The page a search engine keeps a copy of, or counts the visits to. */
function cached(url: URL): string | null | undefined {
  if (url.hostname === 'webcache.googleusercontent.com')
    return /^cache:(?:[\w-]{1,40}:)?(https?:\/\/\S+)/i.exec(url.searchParams.get('q') ?? '')?.[1]
  const target = url.hostname === 'r.search.yahoo.com' ? /\/RU=(http[^/]+)/.exec(url.pathname)?.[1] : undefined
  return target && new URLSearchParams(`to=${target}`).get('to')
}

/** Turns an AMP address into that of the page it mirrors, and one of a session into that of the page. */
function unAmp(url: URL): void {
  url.pathname = url.pathname
    .replace(/^\/amp\/(?=.)/i, '/')
    .replace(SESSION, '')
    .replace(/\/amp(?:\.html?)?\/?$/i, '')
    .replace(/\.amp(?:\.html?)?$/i, (match) => (/html?$/i.test(match) ? '.html' : ''))
}
