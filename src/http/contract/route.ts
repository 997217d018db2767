import type { z } from 'zod'

/** One route under /api/v1: what it takes and what it answers. `:name` in a path is a parameter of `params`. */
export interface Route {
  method: 'get' | 'post' | 'patch' | 'delete'
  path: string
  tag: string
  summary: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** Takes `If-Match: "VERSION"`: nothing is changed (412) when the row is in another version by now. */
  ifMatch?: true
  /** The status of success. */
  status: 200 | 201 | 202
  response: z.ZodType
  /** When the answer is a text of this type instead of JSON. */
  responseType?: 'text/csv'
}
