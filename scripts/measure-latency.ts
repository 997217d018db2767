// Asks a running Bellwether for pages of data once every 100 ms and prints the latencies as JSON.
// usage: node --import tsx scripts/measure-latency.ts URL SECONDS   (BELLWETHER_ADMIN_TOKEN in the environment)
import { setTimeout as pause } from 'node:timers/promises'

const [url, seconds] = process.argv.slice(2)
const token = process.env.BELLWETHER_ADMIN_TOKEN
if (!url || !Number(seconds) || !token) {
  console.error('usage: BELLWETHER_ADMIN_TOKEN=… measure-latency.ts URL SECONDS')
  process.exit(2)
}
const paths = ['/trends?curveDays=30', '/events?limit=50', '/sources', '/items?limit=50', '/pipeline']
const latencies = new Map<string, number[]>(paths.map((path) => [path, []]))
let failed = 0
const pending: Promise<void>[] = []
const end = Date.now() + Number(seconds) * 1000
for (let n = 0; Date.now() < end; n++) {
  pending.push(measure(paths[n % paths.length] ?? '/trends'))
  await pause(100)
}
await Promise.all(pending)

const quantile = (values: number[], share: number): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0)
const figures = (values: number[]) => ({
  requests: values.length,
  p50Ms: quantile(values, 0.5),
  p95Ms: quantile(values, 0.95),
  maxMs: quantile(values, 1),
})
const byPath = Object.fromEntries([...latencies].map(([path, values]) => [path, figures(values)]))
console.log(JSON.stringify({ all: figures([...latencies.values()].flat()), failed, byPath }, null, 2))

async function measure(path: string): Promise<void> {
  const started = performance.now()
  const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } }).catch(
    () => null,
  )
  await response?.arrayBuffer()
  if (!response?.ok) failed++
  latencies.get(path)?.push(performance.now() - started)
}
