import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EmbeddingRequest {
  model: string
  input: string[]
  encoding_format?: string
  dimensions?: number
}

export interface ChatRequest {
  model: string
  messages: { role: string; content: string }[]
  response_format?: unknown
}

interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/**
 * The `/v1/embeddings` and `/v1/chat/completions` endpoints of an OpenAI-compatible server. Vectors are bags of words: texts that share words are similar,
 * so searches over them mean something. `behave` may answer a request in another way.
 */
export class FakeOpenAi {
  readonly requests: EmbeddingRequest[] = []
  behave: ((request: EmbeddingRequest) => Answer | undefined) | undefined
  readonly chats: ChatRequest[] = []
  /** What `/v1/chat/completions` says: the content of the answer, or a whole answer; undefined = nothing ever. Without it the endpoint knows no chat. */
  chat: ((request: ChatRequest) => string | Answer | undefined) | undefined
  private readonly dimensions: number
  private server: Server | undefined

  constructor(dimensions: number) {
    this.dimensions = dimensions
  }

  get baseUrl(): string {
    const address = this.server?.address() as AddressInfo | null | undefined
    if (!address) throw new Error('The fake endpoint is not listening')
    return `http://127.0.0.1:${address.port}/v1`
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.server = server
  }

  async stop(): Promise<void> {
    const server = this.server
    this.server = undefined
    server?.closeAllConnections()
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  }

  /** The answer a healthy endpoint gives, entries in reverse order: clients must go by `index`. */
  answer(request: EmbeddingRequest): Answer {
    const data = request.input.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: bagOfWords(text, request.dimensions ?? this.dimensions),
    }))
    const tokens = request.input.reduce((sum, text) => sum + text.split(/\s+/).length, 0)
    return {
      status: 200,
      body: {
        object: 'list',
        data: data.reverse(),
        model: request.model,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      },
    }
  }

  private respond({ method, url }: IncomingMessage, content: string): Answer | undefined {
    if (method === 'POST' && url === '/v1/embeddings') {
      const body = JSON.parse(content) as EmbeddingRequest
      this.requests.push(body)
      return this.behave?.(body) ?? this.answer(body)
    }
    if (method === 'POST' && url === '/v1/chat/completions' && this.chat) {
      const body = JSON.parse(content) as ChatRequest
      this.chats.push(body)
      const said = this.chat(body)
      return typeof said === 'string' ? completion(body.model, said) : said
    }
    return { status: 404, body: {} }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = this.respond(request, Buffer.concat(chunks).toString('utf8'))
    if (!answer) return
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(JSON.stringify(answer.body))
  }
}

function completion(model: string, content: string): Answer {
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
  const usage = { prompt_tokens: 120, completion_tokens: 40, total_tokens: 160 }
  return { status: 200, body: { id: 'chat-1', object: 'chat.completion', created: 0, model, choices, usage } }
}

/** Counts of words, each word at a place derived from its hash. */
export function bagOfWords(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? ['?']) {
    vector[createHash('md5').update(word).digest().readUInt32LE(0) % dimensions]! += 1
  }
  return vector
}
