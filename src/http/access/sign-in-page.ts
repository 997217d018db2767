import { createHash } from 'node:crypto'
import type { Response } from 'express'
import { encode } from 'html-entities'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 34rem; margin: 12vh auto 0; padding: 0 1.25rem }
h1 { font-size: 1.4rem } code { font-size: .95em } .problem { border-left: .25rem solid #c33; padding-left: .75rem }
input, button { font: inherit; padding: .45rem .7rem } input { width: 100%; box-sizing: border-box; margin: .25rem 0 .75rem }
`

const styleHash = createHash('sha256').update(style).digest('base64')

/**
 * Answers with the page that says how to get in. `problem` is why an attempt just failed; it is our own text, never the caller's.
 * `next` is where to go afterwards: the page that was asked for, unless an attempt says otherwise.
 */
export function sendSignInPage(
  response: Response,
  status: number,
  { problem, next = response.req.originalUrl }: { problem?: string; next?: string } = {},
): void {
  response
    .status(status)
    .set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    })
    .type('html')
    .send(pageHtml(ownPath(next), problem))
}

/** A path of ours with its query; `/` for anything that leads elsewhere and for the sign-in page. */
export function ownPath(next: unknown): string {
  const ours = 'http://ours.invalid'
  if (typeof next !== 'string' || !URL.canParse(next, ours)) return '/'
  const { origin, pathname, search } = new URL(next, ours)
  return origin === ours && pathname !== '/sign-in' ? pathname.replace(/^\/+/, '/') + search : '/'
}

const pageHtml = (next: string, problem?: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · Bellwether</title>
<style>${style}</style>
</head>
<body>
<h1>Bellwether</h1>
${problem ? `<p class="problem" role="alert">${problem}</p>` : ''}
<p>Open the sign-in link that Bellwether printed in its terminal when it started. A link works once and for an hour;
<code>npx bellwether sign-in</code> prints a new one.</p>
<form method="post" action="/sign-in">
<input name="next" type="hidden" value="${encode(next)}">
<label>Or sign in with an API key, such as the value of <code>BELLWETHER_ADMIN_TOKEN</code>:
<input name="key" type="password" autocomplete="off" required></label>
<button>Sign in</button>
</form>
<p>Programs send the key with each request: <code>Authorization: Bearer KEY</code>.</p>
</body>
</html>
`
