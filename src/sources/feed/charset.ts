import { detect } from 'chardet'
import iconv from 'iconv-lite'
import { fromC1 } from './mojibake.ts'

const sniffedBytes = 65_536
const declared = /^[\s\S]{0,1024}?<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf])

/** Text of a feed file and the charset it was read with. `repaired` = some bytes were not valid in that charset. */
export interface DecodedText {
  text: string
  charset: string
  repaired: boolean
  /** A charset it declares that is not read here. */
  unread?: string
}

/**
 * Decodes the bytes of a feed: byte order mark, then UTF-8 when bytes beyond ASCII are valid UTF-8 (no other charset's text is by
 * chance), then the charset of the Content-Type header, then the XML declaration (RFC 7303 §3), then a guess from their statistics.
 * A charset the bytes contradict is passed over. Never throws.
 */
export function decodeBytes(bytes: Uint8Array, contentType?: string): DecodedText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = byteOrderMark(buffer) ?? zeroBytePattern(buffer)
  if (wide) return finish(iconv.decode(buffer, wide), wide, false)
  const marked = buffer.subarray(0, 3).equals(utf8Mark)
  const names = (
    marked ? [] : [charsetParameter(contentType), declared.exec(buffer.toString('latin1', 0, 1200))?.[1]]
  ).filter((name) => name !== undefined)
  const decoded = decodeNamed(buffer, names)
  const unread = names.find((name) => !knownCharset(name))
  const isCertain = decoded.charset === 'utf-8' && !isAscii(buffer)
  return unread && !isCertain ? { ...decoded, unread } : decoded
}

function decodeNamed(buffer: Buffer, names: readonly string[]): DecodedText {
  const named = names
    .map(knownCharset)
    .filter((charset) => charset !== undefined)
    .filter((charset) => !/^(ucs|utf-?(16|32))/.test(charset))
  if (isUtf8(buffer) && (!isAscii(buffer) || named.length === 0))
    return finish(decodeAs(buffer, 'utf-8'), 'utf-8', false)
  for (const charset of named) {
    if (charset === 'utf-8') break
    const text = decodeAs(buffer, charset)
    if (!isDamaged(text)) return finish(text, charset, false)
  }
  if (mostlyUtf8(buffer)) return finish(mixedUtf8(buffer), 'utf-8', true)
  const guess = knownCharset(detect(buffer.subarray(0, sniffedBytes)) ?? '') ?? 'windows-1252'
  const charset = guess === 'utf-8' ? 'windows-1252' : guess
  return finish(decodeAs(buffer, charset), charset, true)
}

/** True when more than one in twenty characters beyond ASCII could not be read: it was another charset. */
function isDamaged(text: string): boolean {
  const beyondAscii = text.match(/[^\0-\x7f]/g)?.length ?? 0
  return 20 * (text.match(/\uFFFD/g)?.length ?? 0) > beyondAscii
}

/** Charsets the runtime reads and iconv-lite does not, or not to the last character. */
const ofRuntime = new Set(['iso-2022-jp', 'macintosh'])

function decodeAs(buffer: Buffer, charset: string): string {
  return ofRuntime.has(charset) ? new TextDecoder(charset).decode(buffer) : iconv.decode(buffer, charset)
}

function finish(text: string, charset: string, repaired: boolean): DecodedText {
  return { text: withoutC1Controls(text.startsWith('\uFEFF') ? text.slice(1) : text), charset, repaired }
}

function charsetParameter(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*["']?([A-Za-z0-9._:-]+)/i.exec(contentType ?? '')?.[1]
}

/** Names resolved the way browsers do (WHATWG): Latin-1 and ASCII mean windows-1252, GB2312 means GB18030. */
function knownCharset(name: string): string | undefined {
  const lower = name.toLowerCase().replace(/^x-/, '')
  if (/^(utf-?8|unicode-1-1-utf-8)$/.test(lower)) return 'utf-8'
  if (/^(us-)?ascii$|^iso-?8859-?1$|^latin-?1$|^cp1252$/.test(lower)) return 'windows-1252'
  if (/^(gb_?2312(-80)?|gbk|gb18030)$/.test(lower)) return 'gb18030'
  if (lower === 'ks_c_5601-1987') return 'euc-kr'
  if (lower === 'iso-2022-jp') return lower
  if (/^mac(intosh|-?roman|_roman)$/.test(lower)) return 'macintosh'
  return iconv.encodingExists(lower) && !/^(base64|hex|binary|utf-?7|utf-?7-imap)$/.test(lower) ? lower : undefined
}

function byteOrderMark(b: Buffer): string | undefined {
  if (b[0] === 0xff && b[1] === 0xfe) return b[2] === 0 && b[3] === 0 ? 'utf-32le' : 'utf-16le'
  if (b[0] === 0xfe && b[1] === 0xff) return 'utf-16be'
  if (b[0] === 0 && b[1] === 0 && b[2] === 0xfe && b[3] === 0xff) return 'utf-32be'
  return undefined
}

/** `<` or a space as the first character in a wide encoding leaves zero bytes in telling places. */
function zeroBytePattern(b: Buffer): string | undefined {
  if (b.length < 4) return undefined
  const zeros = [0, 1, 2, 3].map((i) => (b[i] === 0 ? '0' : 'x')).join('')
  return { x000: 'utf-32le', '000x': 'utf-32be', x0x0: 'utf-16le', '0x0x': 'utf-16be' }[zeros]
}

function isAscii(buffer: Buffer): boolean {
  return buffer.every((byte) => byte < 0x80)
}

function isUtf8(buffer: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(buffer)
    return true
  } catch {
    return false
  }
}

/** True when multi-byte UTF-8 sequences outnumber stray bytes: a UTF-8 text with damage, not another charset. */
function mostlyUtf8(buffer: Buffer): boolean {
  const text = buffer.toString('utf8', 0, sniffedBytes)
  let bad = 0
  let good = 0
  for (const char of text) {
    if (char === '\uFFFD') bad++
    else if (char.charCodeAt(0) > 0x7f) good++
  }
  return good > bad
}

/** Reads valid sequences as UTF-8 and every stray byte as windows-1252. */
function mixedUtf8(buffer: Buffer): string {
  const latin = buffer.toString('latin1')
  const sequence = /[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}|[\x80-\xFF]/g
  return latin.replace(sequence, (run) =>
    run.length === 1
      ? iconv.decode(Buffer.from(run, 'latin1'), 'windows-1252')
      : Buffer.from(run, 'latin1').toString('utf8'),
  )
}

/** Control characters U+0080–U+009F in a feed are always windows-1252 punctuation that was labelled wrongly. */
function withoutC1Controls(text: string): string {
  return text.replace(/[\u0080-\u0084\u0086-\u009F]/g, (c) => fromC1(c.charCodeAt(0)))
}
