const placeholder = 'http://relative.invalid/'

/** Resolves a URI reference (RFC 3986 §5) against a base that may itself be relative; absolute references come back as written. */
export function resolveReference(reference: string, base: string | undefined): string {
  const trimmed = reference.trim()
  if (!base || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(trimmed)) return trimmed
  if (trimmed === '') return base
  const relativeBase = !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(base)
  try {
    const url = new URL(trimmed, relativeBase ? new URL(base, placeholder) : base).href
    if (!url.startsWith(placeholder)) return url
    const rest = url.slice(placeholder.length)
    return /^\//.test(base) || trimmed.startsWith('/') ? `/${rest}` : rest
  } catch {
    return trimmed
  }
}

/** True for a URL a reader could follow: http or https with a host. */
export function isWebUrl(text: string | null | undefined): text is string {
  return !!text && /^https?:\/\/[^/\s]/i.test(text) && URL.canParse(text)
}
