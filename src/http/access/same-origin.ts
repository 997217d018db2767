import type { Request } from 'express'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request a cookie vouches for really comes from our own pages. Browsers say so in Sec-Fetch-Site; older ones send Origin
 * with every unsafe request. One that says neither is refused.
 */
export function comesFromOurPages(request: Request): boolean {
  if (safe.has(request.method)) return true
  const site = request.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = request.get('origin')
  if (origin === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === request.get('host')
}
