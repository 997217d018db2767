import { Worker } from 'node:worker_threads'
import { PermanentError, SourceError } from '../errors.ts'

export interface WorkerRequest {
  id: number
  texts: string[]
}

export type WorkerReply = { id: number; vectors: Float32Array[] } | { id: number; error: string }

interface Task extends WorkerRequest {
  resolve(vectors: Float32Array[]): void
  reject(error: unknown): void
}

/**
 * One worker thread with the WASM engine: started on first use, one small task at a time (urgent ones first), ended after
 * `idleMs` without work to give its ~250 MB back. While idle it does not keep the process alive.
 */
export class LocalPool {
  private readonly queue: Task[] = []
  private readonly idleMs: number
  private worker: Worker | undefined
  private running: Task | undefined
  private idleTimer: NodeJS.Timeout | undefined
  private nextId = 1
  private isClosed = false

  constructor(options: { idleMs: number }) {
    this.idleMs = options.idleMs
  }

  /** Rejects with PermanentError when the engine refuses the texts, SourceError when its thread died. */
  run(texts: string[], options: { urgent: boolean; signal?: AbortSignal | undefined }): Promise<Float32Array[]> {
    if (this.isClosed) return Promise.reject(new SourceError('The local embedder is closed'))
    return new Promise((resolve, reject) => {
      const { signal } = options
      const task: Task = { id: this.nextId++, texts, resolve, reject }
      const onAbort = () => {
        const at = this.queue.indexOf(task)
        if (at >= 0) this.queue.splice(at, 1)
        reject(signal?.reason)
      }
      if (signal?.aborted) {
        reject(signal.reason)
        return
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      task.resolve = (vectors) => {
        signal?.removeEventListener('abort', onAbort)
        resolve(vectors)
      }
      task.reject = (error) => {
        signal?.removeEventListener('abort', onAbort)
        reject(error)
      }
      if (options.urgent) this.queue.unshift(task)
      else this.queue.push(task)
      this.dispatch()
    })
  }

  async close(): Promise<void> {
    this.isClosed = true
    const worker = this.worker
    this.fail(new SourceError('The local embedder was closed'))
    await worker?.terminate()
  }

  private dispatch(): void {
    if (this.running || this.isClosed) return
    clearTimeout(this.idleTimer)
    const task = this.queue.shift()
    if (!task) {
      this.rest()
      return
    }
    this.worker ??= this.start()
    this.worker.ref()
    this.running = task
    this.worker.postMessage({ id: task.id, texts: task.texts } satisfies WorkerRequest)
  }

  private rest(): void {
    this.worker?.unref()
    this.idleTimer = setTimeout(() => {
      const idle = this.worker
      this.worker = undefined
      void idle?.terminate()
    }, this.idleMs)
    this.idleTimer.unref()
  }

  private start(): Worker {
    // The parent's loader flags (--import …) are not wanted in the thread.
    const worker = new Worker(new URL('./local-worker.mjs', import.meta.url), { execArgv: [] })
    worker.on('message', (reply: WorkerReply) => this.settle(reply))
    worker.on('error', (cause) => this.lose(worker, cause))
    worker.on('exit', () => this.lose(worker, undefined))
    return worker
  }

  private settle(reply: WorkerReply): void {
    const task = this.running
    if (!task || task.id !== reply.id) return
    this.running = undefined
    if ('vectors' in reply) task.resolve(reply.vectors)
    else task.reject(new PermanentError(`The local model refused a text: ${reply.error}`))
    this.dispatch()
  }

  /** The next call starts a fresh thread; what was waiting fails now and is retried by its job. */
  private lose(worker: Worker, cause: unknown): void {
    if (this.worker === worker) this.fail(new SourceError('The local embedding thread ended unexpectedly', { cause }))
  }

  private fail(error: SourceError): void {
    clearTimeout(this.idleTimer)
    this.worker = undefined
    const tasks = [...(this.running ? [this.running] : []), ...this.queue.splice(0)]
    this.running = undefined
    for (const task of tasks) task.reject(error)
  }
}
