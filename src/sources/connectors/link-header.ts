/** The address a `Link` header (RFC 8288) gives for `rel`, resolved against `base`; undefined when it gives none. */
export function linkOf(header: string | undefined, base: string, rel: string): string | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    const named = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters)
    const rels = (named?.[1] ?? named?.[2] ?? '').toLowerCase().split(/\s+/)
    if (rels.includes(rel) && URL.canParse(target, base)) return new URL(target, base).href
  }
  return undefined
}
