import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { PermanentError, SourceError } from '../errors.ts'

export interface EngineRequest {
  id: number
  texts: string[]
}

export type EngineReply = { id: number; vectors: Float32Array[] } | { id: number; error: string }

interface Task extends EngineRequest {
  resolve(vectors: Float32Array[]): void
  reject(error: unknown): void
}

const program = fileURLToPath(new URL('./local-process.mjs', import.meta.url))

/**
 * One process with the WASM engine, so that its ~250 MB are never the memory of whoever asks: started on first use, one small task at
 * a time (urgent ones first), ended after `idleMs` without work. While idle it does not keep its parent alive.
 */
export class LocalPool {
  private readonly queue: Task[] = []
  private readonly idleMs: number
  private engine: ChildProcess | undefined
  private running: Task | undefined
  private idleTimer: NodeJS.Timeout | undefined
  private nextId = 1
  private isClosed = false

  constructor(options: { idleMs: number }) {
    this.idleMs = options.idleMs
  }

  /** Rejects with PermanentError when the engine refuses the texts, SourceError when its process died. */
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
    const engine = this.engine
    this.fail(new SourceError('The local embedder was closed'))
    if (!engine || engine.exitCode !== null || engine.signalCode !== null) return
    // An idle one keeps nobody alive, but whoever waits for its end is to see it.
    engine.ref()
    const ended = once(engine, 'exit')
    engine.kill()
    await ended
  }

  private dispatch(): void {
    if (this.running || this.isClosed) return
    clearTimeout(this.idleTimer)
    const task = this.queue.shift()
    if (!task) {
      this.rest()
      return
    }
    this.engine ??= this.start()
    const { engine } = this
    engine.ref()
    engine.channel?.ref()
    this.running = task
    // A process that is gone says so by its exit, which fails the task.
    engine.send({ id: task.id, texts: task.texts } satisfies EngineRequest, () => {})
  }

  private rest(): void {
    this.engine?.unref()
    this.engine?.channel?.unref()
    this.idleTimer = setTimeout(() => {
      const idle = this.engine
      this.engine = undefined
      idle?.kill()
    }, this.idleMs)
    this.idleTimer.unref()
  }

  private start(): ChildProcess {
    // The parent's loader flags (--import …) are not wanted; typed arrays survive only structured cloning.
    const engine = fork(program, {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    engine.on('message', (reply: EngineReply) => this.settle(reply))
    engine.once('error', (cause) => this.lose(engine, cause))
    engine.once('exit', () => this.lose(engine, undefined))
    return engine
  }

  private settle(reply: EngineReply): void {
    const task = this.running
    if (!task || task.id !== reply.id) return
    this.running = undefined
    if ('vectors' in reply) task.resolve(reply.vectors)
    else task.reject(new PermanentError(`The local model refused a text: ${reply.error}`))
    this.dispatch()
  }

  /** The next call starts another process; what was waiting fails now and is retried by its job. */
  private lose(engine: ChildProcess, cause: unknown): void {
    if (this.engine === engine) this.fail(new SourceError('The local embedding process ended unexpectedly', { cause }))
  }

  private fail(error: SourceError): void {
    clearTimeout(this.idleTimer)
    this.engine = undefined
    const tasks = [...(this.running ? [this.running] : []), ...this.queue.splice(0)]
    this.running = undefined
    for (const task of tasks) task.reject(error)
  }
}
