import { Worker } from 'node:worker_threads'
import { SourceError } from '../../errors.ts'

/** What a page says about itself, as written there, and its main part as HTML. */
export interface RawArticle {
  canonical: string | null
  language: string | null
  title: string | null
  author: string | null
  published: string | null
  /** It declares that not everybody may read it. */
  locked: boolean
  /** Its visible text from the beginning, at most 4,000 characters. */
  seen: string
  /** Empty when no main part was found. */
  content: string
}

type Reply = { ready: true } | { article: RawArticle } | { error: string }

/** For the thread to start, which is not the page's fault. */
const startMs = 60_000
/** Tags of the longest article pages are a few thousand; parsing grows with their square. */
const maxTags = 30_000
/** Heap of the thread: several times the tree of the largest page that is read. */
const heapMb = 256

interface Task {
  resolve(article: RawArticle): void
  reject(error: SourceError): void
}

/** Finds the main text of pages in a thread that is ended when a page keeps it busy too long or wants too much memory. */
export class Extractor {
  private worker: Worker | undefined
  private task: Task | undefined
  private timer: NodeJS.Timeout | undefined
  private last: Promise<unknown> = Promise.resolve()
  private readonly timeoutMs: number

  constructor(limits: { timeoutMs: number } = { timeoutMs: 10_000 }) {
    this.timeoutMs = limits.timeoutMs
  }

  /** One page at a time. Throws SourceError when the page cannot be taken apart. */
  extract(html: string): Promise<RawArticle> {
    if (hasTooManyTags(html))
      return Promise.reject(new SourceError(`it has more than ${maxTags} tags, which is no article`))
    const result = this.last.then(() => this.run(html))
    this.last = result.catch(() => {})
    return result
  }

  async close(): Promise<void> {
    clearTimeout(this.timer)
    const { worker } = this
    this.worker = undefined
    await worker?.terminate()
  }

  private run(html: string): Promise<RawArticle> {
    return new Promise((resolve, reject) => {
      this.task = { resolve, reject }
      const isNew = this.worker === undefined
      const worker = this.worker ?? this.start()
      this.expect(isNew ? startMs : this.timeoutMs)
      worker.postMessage({ html })
    })
  }

  private start(): Worker {
    const worker = new Worker(new URL('./extract-worker.mjs', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    })
    worker.on('message', (reply: Reply) => {
      if ('ready' in reply) this.expect(this.timeoutMs)
      else if ('article' in reply) this.settle((task) => task.resolve(reply.article))
      else
        this.settle((task) => task.reject(new SourceError(`its article was not found: ${reply.error.slice(0, 200)}`)))
    })
    worker.on('error', () => this.lose(worker, 'taking it apart took too much memory'))
    worker.on('exit', () => this.lose(worker, 'taking it apart ended unexpectedly'))
    this.worker = worker
    return worker
  }

  private expect(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.lose(this.worker, 'taking it apart took too long'), ms)
  }

  private settle(end: (task: Task) => void): void {
    clearTimeout(this.timer)
    const { task } = this
    this.task = undefined
    if (task) end(task)
  }

  /** The next page gets a fresh thread. */
  private lose(worker: Worker | undefined, reason: string): void {
    if (this.worker !== worker) return
    this.worker = undefined
    void worker?.terminate()
    this.settle((task) => task.reject(new SourceError(reason)))
  }
}

function hasTooManyTags(html: string): boolean {
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) if (++tags > maxTags) return true
  return false
}
