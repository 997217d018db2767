const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/

/**
 * Resolves a URI reference against an absolute base (RFC 3986 §5.2). Characters stay as written (IRIs are not escaped, hosts not
 * lower-cased), so that an address works as an identity. Without a usable base the reference comes back as it is.
 */
export function resolveReference(reference: string, base: string | undefined): string {
  const trimmed = withHost(reference.trim())
  if (!base || trimmed.length > 8_192) return trimmed
  const [, scheme, host, path = '', query = '', fragment = ''] = parts.exec(trimmed) ?? []
  const [, baseScheme, baseHost, basePath = '', baseQuery = ''] = parts.exec(base) ?? []
  if (scheme !== undefined || baseScheme === undefined || baseHost === undefined) return trimmed
  if (host !== undefined) return `${baseScheme}://${host}${withoutDots(path)}${query}${fragment}`
  const root = `${baseScheme}://${baseHost}`
  if (path === '') return `${root}${basePath}${query || baseQuery}${fragment}`
  const merged = path.startsWith('/') ? path : `${basePath.slice(0, basePath.lastIndexOf('/') + 1) || '/'}${path}`
  return `${root}${withoutDots(merged)}${query}${fragment}`
}

/** The base inside an element that declares `xml:base`: one that resolves to no http(s), ftp or file address is ignored. */
export function resolveBase(declared: string, outer: string | undefined): string | undefined {
  const base = resolveReference(declared, outer)
  return /^(https?|ftp|file):\/\//i.test(base) ? base : outer
}

/** `http:///host/` means `http://host/` to every browser. */
function withHost(reference: string): string {
  return reference.includes(':///') ? reference.replace(/^(https?:)\/{3,}/i, '$1//') : reference
}

function withoutDots(path: string): string {
  const kept: string[] = []
  const segments = path.split('/')
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1
    if (segment === '..') {
      if (kept.length > 1) kept.pop()
      if (last) kept.push('')
    } else if (segment === '.') {
      if (last) kept.push('')
    } else kept.push(segment)
  }
  return kept.join('/')
}

/** True for a URL a reader could follow: http or https with a host. */
export function isWebUrl(text: string | null | undefined): text is string {
  return !!text && /^https?:\/\/[^/\s]/i.test(text) && URL.canParse(text)
}
