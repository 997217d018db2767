import normalizeUrl from 'normalize-url'
import { getDomain } from 'tldts'

/** Parameters that say who shared or measured the link, not which document it is. */
const TRACKING: RegExp[] = [
  /^utm_\w+/i,
  /^(fb|g|dc|ms|tw|ttc|yc|wbra|gbra|lif?_?fat_|mc_|vero_|oly_|_hs|hs|__hs|mk|pk_|piwik_|matomo_|at_|trk|sc_|spm|ncid|cmp|ito|ocid|taid|ref_?)$/i,
  /^(fbclid|gclid|gclsrc|dclid|msclkid|twclid|ttclid|yclid|ysclid|wbraid|gbraid|igshid|igsh|li_fat_id|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|mkt_tok|s_cid|s_kwcid|vero_id|oly_anon_id|oly_enc_id|rb_clickid|epik|srsltid)$/i,
  /^(at_(medium|campaign|custom\d|link|format|bbc|ptr|team)\w*|cmpid|cmp_id|smid|smtyp|partner|sref|sharetype|share|shared|mod|reflink|st|ftag|ftcamp|segmentid|nl|emc|campaign_id|instance_id|segment_id|regi_id|guccounter|guce_referrer\w*|ref|ref_src|ref_url|referrer|referer|source|src|feature|intcid|intcmp|icid|via|amp|outputType|__twitter_impression|cvid|rss|feed|traffic_source|wt\.\w+|xtor|wprov|traffickey|embedded-checkout|unlocked_article_code|accesstoken|giftcopy|_branch_match_id)$/i,
]
const ARCHIVE_HOST = /^(?:www\.)?archive\.(?:is|ph|today|li|vn|fo|md)$/
const WAYBACK_HOST = /^web\.archive\.org$/
const MOBILE_LABEL = /^(?:m|mobile|amp|www-amp|mobi|touch|wap|wwww|www\d?)\./
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
  if (ARCHIVE_HOST.test(url.hostname) || WAYBACK_HOST.test(url.hostname)) {
    const inner = /\/(https?:\/{1,2}[^/].*)$/i.exec(rest)?.[1]
    return inner ? parseHttp(inner.replace(/^(https?):\/+/i, '$1://')) : null
  }
  // AMP caches: example-com.cdn.ampproject.org/c/s/example.com/path, google.com/amp/s/example.com/path
  const amp = url.hostname.endsWith('.cdn.ampproject.org')
    ? /^\/[a-z]\/(?:s\/)?(.+)$/.exec(rest)?.[1]
    : /^(?:www\.)?google\.[a-z.]+$/.test(url.hostname)
      ? /^\/amp\/(?:s\/)?(.+)$/.exec(rest)?.[1]
      : undefined
  if (amp) return parseHttp(`https://${amp}`)
  const redirect =
    (/^(?:www\.)?google\.[a-z.]+$/.test(url.hostname) &&
      url.pathname === '/url' &&
      (url.searchParams.get('q') ?? url.searchParams.get('url'))) ||
    (/^(?:l|lm)\.facebook\.com$/.test(url.hostname) && url.pathname === '/l.php' && url.searchParams.get('u')) ||
    (/^(?:www\.)?bing\.com$/.test(url.hostname) &&
      url.pathname.startsWith('/news/apiclick') &&
      url.searchParams.get('url'))
  return redirect ? parseHttp(redirect) : null
}

/** Turns an AMP address into that of the page it mirrors. */
function unAmp(url: URL): void {
  url.pathname = url.pathname
    .replace(/^\/amp\/(?=.)/i, '/')
    .replace(/\/amp(?:\.html?)?\/?$/i, '')
    .replace(/\.amp(?:\.html?)?$/i, (match) => (/html?$/i.test(match) ? '.html' : ''))
}
