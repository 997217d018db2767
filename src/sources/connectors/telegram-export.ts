import { createReadStream } from 'node:fs'
import { JSONParser } from '@streamparser/json'
import { z } from 'zod'
import { messageOf, SourceError } from '../../errors.ts'
import type { NewItem } from '../../items/index.ts'
import { entriesOf, headlineOf } from './answer-json.ts'
import { emptyRead, type ReadRequest, type ReadResult } from './connector.ts'
import { fileFingerprint } from './file-records.ts'

const messagesAtOnce = 5_000
/** A message that is still not whole after this many bytes is none. */
const mostMessageBytes = 32 * 1_048_576

const count = z.number().int().nonnegative()
const textPart = z.union([z.string(), z.object({ text: z.string() })])
const message = z.object({
  id: z.number().int(),
  type: z.string(),
  date: z.string(),
  date_unixtime: z.string().regex(/^\d+$/).optional(),
  edited_unixtime: z.string().regex(/^\d+$/).optional(),
  from: z.string().nullish(),
  author: z.string().nullish(),
  forwarded_from: z.string().nullish(),
  reply_to_message_id: z.number().int().optional(),
  text: z.union([z.string(), z.array(textPart)]),
  photo: z.string().optional(),
  file: z.string().optional(),
  media_type: z.string().optional(),
  reactions: z.array(z.object({ count })).catch([]),
  views: count.optional(),
})

/**
 * Messages of an exported channel (Telegram Desktop, “machine-readable JSON”), from where the last read stopped. The file is parsed as it
 * is read; it may be of any size. Throws SourceError when it is no export or breaks off before its first message.
 */
export async function readTelegramExport({ source, signal }: ReadRequest, path: string): Promise<ReadResult> {
  const head = await fileFingerprint(path).catch((cause) => {
    throw new SourceError(`${path} could not be read: ${messageOf(cause)}`, { cause })
  })
  // Another beginning means another export under the same name.
  const done = source.watermark?.head === head ? Number(source.watermark.records ?? 0) : 0
  const { messages, channel, number, more, problem } = await readMessages(path, done, signal)
  if (number === 0) throw new SourceError(`${path} is no export of one channel: ${problem ?? 'it has no messages'}`)
  const read = entriesOf(messages, message, (told) => (told.type === 'message' ? itemOf(told, channel) : null))
  return {
    ...emptyRead(source),
    ...read,
    unchanged: number === done,
    warnings: [...read.warnings, ...(problem ? [`the file breaks off after ${number} messages: ${problem}`] : [])],
    watermark: { head, records: number },
    more,
    title: channel.name,
  }
}

interface Channel {
  name: string | null
  id: string | null
}

async function readMessages(path: string, done: number, signal: AbortSignal) {
  const parser = new JSONParser({ paths: ['$.name', '$.id', '$.messages.*'], keepStack: false })
  const channel: Channel = { name: null, id: null }
  const messages: unknown[] = []
  let number = 0
  let pending = 0
  let problem: string | undefined
  parser.onValue = ({ value, key }) => {
    pending = 0
    if (key === 'name') channel.name = typeof value === 'string' ? value : null
    else if (key === 'id') channel.id = String(value)
    // Of a chunk whatever is beyond the limit is left for the next read.
    else if (messages.length < messagesAtOnce && ++number > done) messages.push(value)
  }
  parser.onError = (error) => {
    problem ??= messageOf(error).slice(0, 200)
  }
  const file = createReadStream(path, { highWaterMark: 64 * 1024 })
  try {
    for await (const chunk of file) {
      signal.throwIfAborted()
      pending += (chunk as Buffer).length
      if (pending > mostMessageBytes) problem = `message ${number + 1} is larger than 32 MB`
      else parser.write(chunk as Buffer)
      if (problem || messages.length >= messagesAtOnce) break
    }
    if (!problem && messages.length < messagesAtOnce && !parser.isEnded) problem = 'the JSON is not complete'
  } finally {
    file.destroy()
  }
  return { messages, channel, number, more: messages.length >= messagesAtOnce, problem }
}

function itemOf(told: z.output<typeof message>, { name, id }: Channel): NewItem {
  const parts = typeof told.text === 'string' ? [told.text] : told.text
  const text = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')
  const seconds = told.date_unixtime === undefined ? undefined : Number(told.date_unixtime)
  const edited = told.edited_unixtime === undefined ? 0 : Number(told.edited_unixtime)
  const likes = told.reactions.reduce((sum, reaction) => sum + reaction.count, 0)
  return {
    externalId: `${id ?? name ?? 'channel'}/${told.id}`,
    title: headlineOf(text) || (told.media_type ?? (told.photo ? '(photo)' : told.file ? '(file)' : null)),
    text,
    author: told.author ?? told.from ?? null,
    publisher: name,
    // `date` is in the exporter's own time zone; older exports have nothing else.
    publishedAt: new Date(seconds === undefined ? `${told.date}Z` : seconds * 1_000),
    updatedAt: edited > 0 ? new Date(edited * 1_000) : null,
    engagement: {
      ...(told.views === undefined ? {} : { views: told.views }),
      ...(told.reactions.length > 0 ? { likes } : {}),
    },
    metadata: {
      ...(told.forwarded_from ? { forwardedFrom: { name: told.forwarded_from } } : {}),
      ...(told.reply_to_message_id === undefined ? {} : { replyTo: told.reply_to_message_id }),
    },
  }
}
