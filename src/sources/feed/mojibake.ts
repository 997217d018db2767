import iconv from 'iconv-lite'

/** Windows-1252 by byte, 0x80 to 0x9F; the five bytes it leaves open are control characters, as in browsers. */
const upper = Array.from({ length: 32 }, (_, i) => {
  const char = iconv.decode(Buffer.from([0x80 + i]), 'windows-1252')
  return char === '\uFFFD' ? String.fromCharCode(0x80 + i) : char
})
const byteOf = new Map(upper.map((char, i) => [char, 0x80 + i]))

/** The character a windows-1252 writer meant by a control character U+0080 to U+009F. */
export function fromC1(code: number): string {
  return upper[code - 0x80] ?? String.fromCharCode(code)
}

/** HTML whose words refer to control characters (`&#146;`) nowhere: they name what browsers show for them. */
export function withoutC1References(html: string): string {
  if (!html.includes('&#')) return html
  return html.replace(
    /<[^<>]*>|&#(?:x([89][0-9a-f])|(12[89]|1[34]\d|15\d));/gi,
    (whole, hex?: string, decimal?: string) => {
      if (!hex && !decimal) return whole
      const char = fromC1(hex ? Number.parseInt(hex, 16) : Number(decimal))
      return `&#x${char.charCodeAt(0).toString(16)};`
    },
  )
}

/**
 * A text that was UTF-8, taken for Latin by its publisher and encoded again (`donâ€™t`, `Ã©`), as it was meant. Only where every
 * character beyond ASCII takes part in a valid sequence, which no honest text's do; any other text comes back as it is.
 */
export function undoubled(text: string): string {
  if (!/[ÂÃâ]/.test(text)) return text
  const bytes = Buffer.alloc(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const byte = code < 0x80 || (code > 0x9f && code < 0x100) ? code : byteOf.get(text[i] as string)
    if (byte === undefined) return text
    bytes[i] = byte
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return text
  }
}
