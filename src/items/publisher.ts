import { parse } from 'tldts'
import { urlDomain } from './canonical-url.ts'

export interface Publication {
  /** Outlet: a registered domain in lower case, or the name or handle the source gives. */
  publisher: string
  /** Whom the outlet belongs to, for counting independent sources: same value = one voice. */
  owner: string
}

/** Addresses on these hosts say nothing about who wrote the text behind them. */
const PLATFORMS = new Set(
  'google.com yahoo.com msn.com t.me telegram.me telegram.org twitter.com x.com facebook.com youtube.com reddit.com medium.com substack.com feedburner.com t.co bit.ly apple.news flipboard.com smartnews.com newsbreak.com instagram.com linkedin.com tiktok.com bsky.app archive.org archive.is archive.ph archive.today'.split(
    ' ',
  ),
)

/**
 * Who published an item. The publisher named in the entry wins, then the domain of its address unless that is a
 * platform, then the source itself. The owner is the source's owner when the item is the source's own, otherwise the
 * publisher: an aggregator does not own what it lists.
 */
export function publicationOf(entry: {
  named?: string | null
  url?: string | null
  sourceName: string
  sourceUrl?: string | null
  sourceOwner?: string | null
}): Publication {
  const sourceDomain = outletDomain(entry.sourceUrl)
  const domain = outletDomain(entry.url)
  const named = entry.named?.trim() ? asOutlet(entry.named.trim()) : null
  const publisher = named ?? domain ?? sourceDomain ?? entry.sourceName
  const ownItem = named === null ? !domain || !sourceDomain || domain === sourceDomain : named === sourceDomain
  const owner =
    ownItem && entry.sourceOwner ? entry.sourceOwner : ownItem && !domain && !named ? entry.sourceName : publisher
  return { publisher, owner: owner.toLowerCase() }
}

function outletDomain(url: string | null | undefined): string | null {
  const domain = urlDomain(url)
  return domain && !PLATFORMS.has(domain) ? domain : null
}

/** `www.bbc.co.uk` and `https://bbc.co.uk/x` → `bbc.co.uk`; anything else as it is. */
function asOutlet(name: string): string {
  if (/\s/.test(name) || !name.includes('.')) return name
  const parsed = parse(name)
  return parsed.isIcann && parsed.domain ? parsed.domain : name
}
