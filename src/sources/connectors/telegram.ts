import { z } from 'zod'
import { SourceError } from '../../errors.ts'
import { defineConnector } from './connector.ts'
import { definePagedConnector, pagedSettings } from './read-pages.ts'
import { readTelegramExport } from './telegram-export.ts'
import { readTelegramPage } from './telegram-page.ts'

const config = z
  .strictObject({
    ...pagedSettings,
    /** A public channel: its name, @name or address. */
    channel: z
      .string()
      .transform((text) => text.trim().replace(/^(https?:\/\/)?(t\.me\/(s\/)?|@)/i, ''))
      .pipe(z.string().regex(/^[a-z]\w{3,31}$/i, 'must be the name of a public channel'))
      .optional(),
    /** The `result.json` of an exported channel on the machine that runs the workers. */
    path: z.string().min(1).optional(),
    /** Where the preview pages are. */
    server: z.url({ protocol: /^https?$/ }).default('https://t.me'),
  })
  .refine(({ channel, path }) => (channel === undefined) !== (path === undefined), {
    error: 'name exactly one of `channel` and `path`',
  })

const preview = definePagedConnector({
  name: 'telegram',
  config,
  intervalSeconds: 600,
  gapSeconds: 2,
  order: 'newest-first',
  overlapMinutes: 360,

  async page({ config: { channel = '', server }, cursor, web }) {
    const url = new URL(`/s/${channel}`, server)
    if (cursor) url.searchParams.set('before', cursor)
    const answer = await web.ask({ url: url.href, accept: 'text/html' })
    const page = readTelegramPage(answer.bytes.toString('utf8'), channel)
    if (!page)
      throw new SourceError(
        `there is no preview of the channel ${channel}: it is private, restricted or does not exist`,
      )
    return { ...page, bytes: answer.bytes.length, statusCode: answer.status }
  },
})

/** A public Telegram channel: the preview pages of t.me/s, back to what is known, or an exported `result.json`. */
export const telegram = defineConnector({
  ...preview,
  async read(request) {
    const { path } = request.source.config
    return path === undefined ? preview.read(request) : readTelegramExport(request, path)
  },
})
