/**
 * `fetch` for the openai client, which sleeps for as long as an endpoint asks before it tries again, and cannot be woken: an
 * answer that asks for more than `longestMs` is passed on as one not to be tried again.
 */
export function fetchWithLongestWait(longestMs: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (!(askedToWaitMs(response.headers) > longestMs)) return response
    const headers = new Headers(response.headers)
    headers.set('x-should-retry', 'false')
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
  }
}

function askedToWaitMs(headers: Headers): number {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (!Number.isNaN(exact)) return exact
  const asked = headers.get('retry-after') ?? ''
  const seconds = Number.parseFloat(asked)
  return Number.isNaN(seconds) ? Date.parse(asked) - Date.now() : seconds * 1_000
}
