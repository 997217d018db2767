import type { RequestHandler } from 'express'
import helmet from 'helmet'

const ourOwn = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  // Chart tooltips carry style attributes; an attribute cannot load or run anything.
  'style-src-attr': ["'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
}

const headers = (directives: Record<string, string[]>): RequestHandler =>
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // Answers may be read over plain HTTP on a private network; whoever ends TLS in front decides on HSTS.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  })

/** Headers of the dashboard and the API: nothing but our own files may load or run, nobody may frame us. */
export const securityHeaders = headers(ourOwn)

/** Bull Board brings an inline style element and a base element; its scripts are files of ours, so scripts stay as strict. */
export const boardSecurityHeaders = headers({
  ...ourOwn,
  'style-src': ["'self'", "'unsafe-inline'"],
  'base-uri': ["'self'"],
})
