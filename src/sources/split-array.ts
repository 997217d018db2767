const [quote, comma, backslash, open, close, openObject, closeObject] = [34, 44, 92, 91, 93, 123, 125]

/**
 * The elements of a JSON array of any length as the texts between its commas, whatever they hold; undefined for one longer than
 * `maxBytes`, whose rest is not kept in memory. Throws SyntaxError when the array breaks off or something follows it.
 */
export async function* splitArray(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<string | undefined> {
  let parts: Buffer[] = []
  let length = 0
  let [depth, elements] = [0, 0]
  let [inString, isEscaped, isEnded] = [false, false, false]
  const add = (part: Buffer) => {
    length += part.length
    if (length <= maxBytes) parts.push(part)
    else parts = []
  }
  const take = () => {
    const text = length > maxBytes ? undefined : Buffer.concat(parts).toString('utf8')
    parts = []
    length = 0
    elements++
    return text
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number
      if (inString) {
        if (isEscaped) isEscaped = false
        else if (byte === backslash) isEscaped = true
        else if (byte === quote) inString = false
      } else if (depth === 0) {
        if (byte === open && !isEnded) {
          depth = 1
          start = i + 1
        } else if (byte > 32) throw new SyntaxError(isEnded ? 'something follows the array' : 'it is no array')
      } else if (byte === quote) inString = true
      else if (byte === open || byte === openObject) depth++
      else if (byte === close || byte === closeObject) {
        depth--
        if (depth > 0) continue
        if (byte === closeObject) throw new SyntaxError('the array is closed by a brace')
        isEnded = true
        add(chunk.subarray(start, i))
        const last = take()
        if (elements > 1 || last === undefined || last.trim() !== '') yield last
      } else if (byte === comma && depth === 1) {
        add(chunk.subarray(start, i))
        start = i + 1
        yield take()
      }
    }
    if (depth > 0) add(chunk.subarray(start))
  }
  if (!isEnded) throw new SyntaxError('the array breaks off')
}
