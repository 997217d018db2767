/** An http(s) address without its fragment; `feed:` is what browsers once called feeds. Undefined for anything else. */
export function feedAddress(text: string): URL | undefined {
  const plain = text.replace(/^feed:(\/\/)?(?=https?:)/i, '').replace(/^feed:\/\//i, 'http://')
  const url = URL.canParse(plain) ? new URL(plain) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  return url
}
