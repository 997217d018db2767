import { Agent, request } from 'undici'
import { checkAddress, guardedLookup } from './addresses.ts'
import { httpError, retryAfterMs } from './http-error.ts'
import { inPlainWords } from './plain-words.ts'

const timeoutMs = 15_000

/**
 * Sends a JSON document to somebody else's server and reads nothing but the status of the answer; redirects are not followed.
 * Refuses private addresses as reading does. Throws SourceError (HttpError for a status other than 2xx, RefusedAddressError).
 */
export async function postJson(
  url: string,
  body: string,
  { headers = {}, allowPrivate, now }: { headers?: Record<string, string>; allowPrivate: boolean; now: Date },
): Promise<void> {
  const target = new URL(url)
  checkAddress(target, allowPrivate)
  const connect = { timeout: timeoutMs, ...(allowPrivate ? {} : { lookup: guardedLookup() }) }
  const dispatcher = new Agent({ connect })
  try {
    const answer = await request(target, {
      method: 'POST',
      dispatcher,
      body,
      headers: { 'content-type': 'application/json', 'user-agent': 'Bellwether/0.1 (alerts)', ...headers },
      signal: AbortSignal.timeout(timeoutMs),
    })
    answer.body.on('error', () => {})
    answer.body.destroy()
    const status = answer.statusCode
    const after = answer.headers['retry-after']
    if (status < 200 || status >= 300) throw httpError(status, retryAfterMs(String(after ?? ''), undefined, now))
  } catch (error) {
    throw inPlainWords(error)
  } finally {
    await dispatcher.destroy()
  }
}
