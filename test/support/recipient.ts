import type { IncomingHttpHeaders } from 'node:http'
import { startWebServer } from './web-server.ts'

/** What somebody was sent. */
export interface Received {
  headers: IncomingHttpHeaders
  text: string
}

/** A web server that keeps what it is sent, in order, and answers every request with `status`. */
export interface Recipient {
  url: string
  received: Received[]
  status: number
  close(): Promise<void>
}

export async function startRecipient(status = 200): Promise<Recipient> {
  const received: Received[] = []
  const server = await startWebServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    received.push({ headers: request.headers, text })
    response.writeHead(recipient.status).end()
  })
  const recipient: Recipient = { ...server, received, status }
  return recipient
}
