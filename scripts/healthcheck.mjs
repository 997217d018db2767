// Exit code 0 while this machine's process of Bellwether can reach its database and its queue: the health check of worker and
// scheduler containers. Without REDIS_URL the queue is in the database.
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import postgres from 'postgres'

const timeoutMs = 5_000

async function askDatabase() {
  const sql = postgres(process.env.DATABASE_URL ?? '', { max: 1, connect_timeout: timeoutMs / 1_000 })
  try {
    await sql`select 1`
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Signs in where the address has a password, then sends PING. Rejects when the answer is not PONG. */
function askQueue(address) {
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port || 6379)
  const socket = url.protocol === 'rediss:' ? connectTls({ host, port, servername: host }) : connect({ host, port })
  const name = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  const signIn = password ? command('AUTH', ...(name ? [name] : []), password) : ''
  return new Promise((resolve, reject) => {
    let answer = ''
    socket.setTimeout(timeoutMs, () => reject(new Error('The queue does not answer')))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The queue closed the connection')))
    socket.on('data', (bytes) => {
      answer += bytes
      if (answer.includes('+PONG\r\n')) resolve()
      else if (/^-/m.test(answer)) reject(new Error(`The queue refused: ${answer.trim()}`))
    })
    socket.write(`${signIn}${command('PING')}`)
  }).finally(() => socket.destroy())
}

/** A command as Redis reads it: the number of its words, then each with its length in bytes. */
function command(...words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
}

const asked = await Promise.allSettled([
  askDatabase(),
  ...(process.env.REDIS_URL ? [askQueue(process.env.REDIS_URL)] : []),
])
for (const failure of asked.filter(({ status }) => status === 'rejected')) {
  process.exitCode = 1
  console.error(failure.reason instanceof Error ? failure.reason.message || failure.reason.code : failure.reason)
}
